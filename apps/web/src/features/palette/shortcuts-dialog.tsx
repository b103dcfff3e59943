import { Fragment } from 'react'
import { Dialog } from '../../ui/dialog.tsx'
import type { PalettePage } from './items.tsx'
import { listShortcuts, type Shortcut } from './shortcuts.ts'

interface ShortcutsDialogProps {
  pages: readonly PalettePage[]
  onClose: () => void
}

const MOD = /^(mac|ip)/i.test(navigator.platform) ? '⌘' : 'Ctrl'

export const ShortcutsDialog = ({ pages, onClose }: ShortcutsDialogProps) => (
  <Dialog open size="lg" title="Keyboard shortcuts" onClose={onClose}>
    <section
      aria-label="All shortcuts"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and holds nothing else that keys could reach
      tabIndex={0}
      data-autofocus=""
      className="gap-x-10 text-base outline-none md:columns-2"
    >
      {listShortcuts(pages, MOD).map(({ title, shortcuts }) => (
        <div key={title} role="group" aria-label={title} className="mb-5 break-inside-avoid">
          <h3 className="mb-1 font-semibold">{title}</h3>
          <dl className="divide-line divide-y">
            {shortcuts.map((shortcut) => (
              <div key={shortcut.what} className="flex items-baseline justify-between gap-4 py-1">
                <dt className="text-ink-2 min-w-0">{shortcut.what}</dt>
                <dd className="flex-none">
                  <Keys {...shortcut} />
                </dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </section>
  </Dialog>
)

/** `g` then `d`; `j` or `↓`; `Ctrl` with `K`. */
const Keys = ({ keys }: Shortcut) =>
  keys.map((way, index) => (
    <Fragment key={way.join(' ')}>
      {index > 0 && <span className="text-ink-3"> or </span>}
      {way.map((key, place) => (
        <Fragment key={key}>
          {place > 0 && <span className="text-ink-3"> then </span>}
          <Key text={key} />
        </Fragment>
      ))}
    </Fragment>
  ))

const Key = ({ text }: { text: string }) => (
  <kbd className="border-line-strong bg-raised inline-block rounded border border-b-2 px-1.5 font-mono text-xs">
    {text}
  </kbd>
)
