// CodeMirror, loaded only where JSON is shown. It lives in a shadow root: there it uses constructed style sheets, while in
// the document it would add style elements, which the console's Content-Security-Policy forbids.
import { useEffect, useRef } from 'react'
import { json } from '@codemirror/lang-json'
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  syntaxHighlighting,
} from '@codemirror/language'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const theme = EditorView.theme({
  '&': {
    color: 'var(--color-ink)',
    backgroundColor: 'var(--color-surface)',
    height: '100%',
    fontSize: '12px',
  },
  '&.cm-focused': { outline: '2px solid var(--color-accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '18px' },
  '.cm-gutters': {
    color: 'var(--color-ink-3)',
    backgroundColor: 'var(--color-raised)',
    borderRight: '1px solid var(--color-line)',
  },
  '.cm-content ::selection, .cm-line::selection': { backgroundColor: 'var(--color-accent-bg)' },
  '.cm-searchMatch': {
    backgroundColor: 'var(--color-warn-bg)',
    outline: '1px solid var(--color-warn)',
  },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--color-accent-bg)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--color-off-bg)' },
  '.cm-foldPlaceholder': {
    color: 'var(--color-ink-2)',
    backgroundColor: 'var(--color-off-bg)',
    border: 'none',
    padding: '0 6px',
  },
  '.cm-panels': {
    color: 'var(--color-ink)',
    backgroundColor: 'var(--color-raised)',
    borderBottom: '1px solid var(--color-line)',
  },
  '.cm-textfield, .cm-button': {
    color: 'var(--color-ink)',
    background: 'var(--color-surface)',
    border: '1px solid var(--color-control)',
    borderRadius: '4px',
    padding: '3px 8px',
  },
})

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--color-accent)' },
  { tag: tags.string, color: 'var(--color-ok)' },
  { tag: [tags.number, tags.bool], color: 'var(--color-busy)' },
  { tag: tags.null, color: 'var(--color-ink-3)' },
])

const extensions = (label: string) => [
  EditorState.readOnly.of(true),
  EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
  EditorView.editable.of(false),
  lineNumbers(),
  codeFolding(),
  foldGutter(),
  bracketMatching(),
  json(),
  search({ top: true }),
  highlightSelectionMatches(),
  keymap.of([...searchKeymap, ...foldKeymap]),
  theme,
  syntaxHighlighting(colours),
]

/** Read-only JSON. A new text keeps the scroll position, because polling brings one every few seconds. */
export function JsonEditor({ text, label }: { text: string; label: string }) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)

  // talks to CodeMirror, which owns what is inside the shadow root
  useEffect(() => {
    if (host.current === null) return
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' })
    const editor = new EditorView({
      parent: root,
      root,
      state: EditorState.create({ extensions: extensions(label) }),
    })
    view.current = editor
    return () => editor.destroy()
  }, [label])

  // same partner: hands over the text
  useEffect(() => {
    const editor = view.current
    if (editor === null || editor.state.doc.toString() === text) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } })
  }, [text])

  return <div ref={host} className="min-h-64 flex-1 overflow-hidden" />
}
