// What the shell loads when somebody wants to find something, or to know the keys.
import { createPortal } from 'react-dom'
import type { PalettePage } from './items.tsx'
import { PaletteDialog } from './palette-dialog.tsx'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'

export { recordVisits } from './recent.ts'

type View = 'search' | 'shortcuts'

interface PaletteProps {
  view: View
  pages: readonly PalettePage[]
  /** Typed before this was there. */
  initialText: string
  onView: (view: View) => void
  onClose: () => void
}

/** Beside the page and not in the bar that opened it: a dialog is no part of the page's header. */
export const Palette = ({ view, pages, initialText, onView, onClose }: PaletteProps) =>
  createPortal(
    view === 'search' ? (
      <PaletteDialog
        pages={pages}
        initialText={initialText}
        onClose={onClose}
        onShortcuts={() => onView('shortcuts')}
      />
    ) : (
      <ShortcutsDialog pages={pages} onClose={onClose} />
    ),
    document.body,
  )
