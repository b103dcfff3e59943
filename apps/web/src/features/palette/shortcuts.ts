// Every key of the console, for those who ask. What a key does is written where it is bound; that the two agree is what
// e2e/by-keyboard.e2e.ts tests, line by line.
import type { PalettePage } from './items.tsx'

export interface Shortcut {
  /** Ways to press it; in one way the keys follow one another, or are held together where they are joined by a plus. */
  readonly keys: readonly (readonly string[])[]
  readonly what: string
}

export interface ShortcutGroup {
  readonly title: string
  readonly shortcuts: readonly Shortcut[]
}

/** `mod`: Ctrl, or ⌘ on Apple's keyboards. */
export const listShortcuts = (pages: readonly PalettePage[], mod: string): ShortcutGroup[] => [
  {
    title: 'Everywhere',
    shortcuts: [
      { keys: [[`${mod}+K`]], what: 'Search and commands' },
      { keys: [['?']], what: 'These shortcuts' },
      { keys: [['Esc']], what: 'Close what is open' },
    ],
  },
  {
    title: 'Go to',
    shortcuts: pages.map(({ key, label }) => ({ keys: [['g', key]], what: label })),
  },
  {
    title: 'Lists',
    shortcuts: [
      { keys: [['/']], what: 'Search the list' },
      { keys: [['j'], ['↓']], what: 'Next row' },
      { keys: [['k'], ['↑']], what: 'Previous row' },
      { keys: [['PageDown'], ['PageUp']], what: 'A page of rows down or up' },
      { keys: [['Home'], ['End']], what: 'First or last row' },
      { keys: [['Enter']], what: 'Open the row' },
      { keys: [[`${mod}+Enter`]], what: 'Open the row in a new tab' },
      { keys: [['x']], what: 'Select the row' },
      { keys: [['Shift+↓'], ['Shift+↑']], what: 'Select a range of rows' },
      { keys: [['Esc']], what: 'Clear the selection, or the search while it has the focus' },
    ],
  },
  {
    title: 'Search and commands',
    shortcuts: [
      { keys: [['↓'], ['↑']], what: 'Next or previous result' },
      { keys: [['Home'], ['End']], what: 'First or last result' },
      { keys: [['Enter']], what: 'Open the result' },
      { keys: [[`${mod}+Enter`]], what: 'Open the result in a new tab' },
    ],
  },
  {
    title: 'Menus',
    shortcuts: [
      { keys: [['↓']], what: 'Open the menu' },
      { keys: [['↓'], ['↑'], ['Home'], ['End']], what: 'Choose an entry' },
      { keys: [['A–Z']], what: 'Next entry that begins with the letter' },
    ],
  },
  {
    title: 'JSON',
    shortcuts: [
      { keys: [[`${mod}+F`]], what: 'Search in the text' },
      { keys: [['Ctrl+Alt+['], ['Ctrl+Alt+]']], what: 'Fold or unfold everything' },
    ],
  },
]
