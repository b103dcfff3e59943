// The palette: one field that finds pages, objects and verbs (WAI-ARIA combobox with a listbox), in a modal dialog.
import { useId, useLayoutEffect, useRef, useState } from 'react'
import { Clock, Keyboard, Search, X } from 'lucide-react'
import type { RefObject } from 'react'
import { setZone } from '../../lib/time-zone.ts'
import { clip, plural } from '../../lib/text.ts'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { useZone } from '../../ui/use-zone.ts'
import type { Item, PalettePage } from './items.tsx'
import { optionId, PaletteList } from './palette-list.tsx'
import { useChoice } from './use-choice.ts'
import { type Found, usePalette } from './use-palette.ts'
import { readWanted } from './wanted.ts'

interface PaletteDialogProps {
  pages: readonly PalettePage[]
  /** Typed before the palette was there. */
  initialText: string
  onClose: () => void
  onShortcuts: () => void
}

/** As much of what was typed as a sentence repeats. */
const MAX_QUOTED = 60

export function PaletteDialog({ pages, initialText, onClose, onShortcuts }: PaletteDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const pressedOutside = useRef(false)
  const [raw, setRaw] = useState(initialText)
  const listId = useId()
  const found = usePalette(raw, pages, useCommands(onShortcuts))
  const { text, query } = readWanted(raw)
  const { items, active, choose, onKeyDown, isEager } = useChoice(found, text, onClose)
  useModal(dialog)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- the press is on the backdrop, which belongs to the element
    <dialog
      ref={dialog}
      aria-label="Search and commands"
      className="border-line-strong bg-surface shadow-dialog mx-auto mt-[max(0.5rem,min(5rem,10dvh))] mb-2 max-h-[min(34rem,calc(100dvh-1rem))] w-[calc(100%-1rem)] max-w-[42rem] flex-col overflow-hidden rounded-xl border open:flex"
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onPointerDown={(event) => {
        pressedOutside.current = event.target === event.currentTarget
      }}
      onClick={(event) => {
        // both ends of the press: selecting text may end outside, and a tap must not reach what lies below
        if (pressedOutside.current && event.target === event.currentTarget) onClose()
      }}
    >
      <div className="border-line flex items-center gap-2.5 border-b py-1.5 pr-2 pl-4">
        <Search className="text-ink-3" />
        <input
          role="combobox"
          aria-label="Search and commands"
          aria-expanded={items.length > 0}
          aria-controls={listId}
          aria-activedescendant={active === -1 ? undefined : optionId(listId, active)}
          aria-autocomplete="list"
          placeholder="Name, id, page or action…"
          value={raw}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          enterKeyHint="go"
          className="h-9 min-w-0 flex-1 bg-transparent text-lg outline-none"
          onChange={(event) => setRaw(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          aria-label="Close"
          className="text-ink-2 hover:bg-off-bg hover:text-ink h-8 flex-none rounded-md px-2 text-sm"
          onClick={onClose}
        >
          <span className="pointer-coarse:hidden">Esc</span>
          <X className="hidden pointer-coarse:block" />
        </button>
      </div>
      <PaletteList
        id={listId}
        groups={found.groups}
        active={active}
        query={query}
        onChoose={choose}
      />
      <Remarks found={found} text={text} isEager={isEager} />
      <p className="border-line text-ink-3 flex gap-4 border-t px-4 py-1.5 text-sm pointer-coarse:hidden">
        <Hint keys="↑ ↓" what="choose" />
        <Hint keys="Enter" what="open" />
        <Hint keys="Ctrl Enter" what="in a new tab" />
      </p>
      <output className="sr-only">{announce(found, text)}</output>
    </dialog>
  )
}

const Hint = ({ keys, what }: { keys: string; what: string }) => (
  <span>
    <kbd className="font-mono">{keys}</kbd> {what}
  </span>
)

/** What stands below the rows, or in their place. */
function Remarks({ found, text, isEager }: { found: Found; text: string; isEager: boolean }) {
  const { groups, isSearching, problem } = found
  const isNothing = groups.length === 0
  return (
    <>
      {isNothing && isSearching && (
        <div className="px-4 py-3">
          {isEager && <p className="text-ink-2 mb-2">Opens as soon as it is found.</p>}
          <SkeletonLines count={3} />
        </div>
      )}
      {isNothing && !isSearching && problem === undefined && (
        <div className="px-4 py-4">
          <p className="font-medium wrap-anywhere">
            Nothing found for “<bdi>{clip(text, MAX_QUOTED)}</bdi>”
          </p>
          <p className="text-ink-2 mt-1">
            Searched: names, aliases and ids of deployments and their resources; pages, templates,
            stack versions, and the actions of this page.
          </p>
        </div>
      )}
      {problem !== undefined && (
        <p role="alert" className="text-bad truncate px-4 py-2" title={problem}>
          {problem}
        </p>
      )}
    </>
  )
}

function announce({ groups, isSearching }: Found, text: string): string {
  if (isSearching || text === '') return ''
  if (groups.length === 0) return 'No results'
  const count = groups.reduce((sum, { items }) => sum + items.length, 0)
  const parts = groups.map(({ title, items }) => `${items.length} in ${title}`)
  return `${plural(count, 'result')}: ${parts.join(', ')}`
}

function useCommands(onShortcuts: () => void): Item[] {
  const isUtc = useZone() === 'utc'
  return [
    {
      key: 'console zone',
      label: isUtc ? 'Show exact times in local time' : 'Show exact times in UTC',
      icon: <Clock />,
      run: () => setZone(isUtc ? 'local' : 'utc'),
    },
    {
      key: 'console shortcuts',
      label: 'Keyboard shortcuts',
      keys: '?',
      icon: <Keyboard />,
      run: onShortcuts,
    },
  ]
}

function useModal(dialog: RefObject<HTMLDialogElement | null>) {
  // talks to the browser's stack of modal dialogs, and gives the focus back
  useLayoutEffect(() => {
    const element = dialog.current
    if (element === null) return
    const opener = document.activeElement
    // environments without modal dialogs (tests outside a browser) still show it
    if (typeof element.showModal === 'function') element.showModal()
    else element.setAttribute('open', '')
    element.querySelector('input')?.focus()
    return () => {
      if (typeof element.close === 'function') element.close()
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    }
  }, [dialog])
}
