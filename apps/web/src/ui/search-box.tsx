import { useEffect, useId, useRef, useState } from 'react'
import { Search, X } from 'lucide-react'
import { cx } from '../lib/cx.ts'
import { isTyping } from './is-typing.ts'

/**
 * People type a name in bursts, and most letters are thrown away; the answer should be there 150 ms after the last one. A
 * letter that comes after such a pause is no burst: whoever types one by one waits for each.
 */
const PAUSE_MS = 60

/** Drawing the frame itself: what is called then must not come before it is shown. */
const AFTER_FRAME_MS = 8

interface SearchBoxProps {
  label: string
  placeholder?: string
  /** What the address says; changes from outside (back, a cleared filter) are taken over. */
  value: string
  onChange: (value: string) => void
  /** Every letter at once, before the pause after which `onChange` is told. */
  onType?: (text: string) => void
  maxLength?: number
  className?: string
}

/** Free-text search. `/` puts the cursor here, Escape empties it, and it never loses focus to its own results. */
export function SearchBox({
  label,
  placeholder,
  value,
  onChange,
  onType,
  maxLength = 200,
  className,
}: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null)
  const noteId = useId()
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  const told = useRef(value)
  const typedAt = useRef(0)
  const isFull = text.length >= maxLength

  // The address changed: by our own answer, which is older than what is being typed, or by somebody else.
  if (value !== known) {
    setKnown(value)
    // oxlint-disable-next-line react/refs -- only tells our own change from others; nothing is drawn from it
    if (value !== told.current) setText(value)
  }

  // talks to the clock: waits for a pause in the typing
  useEffect(() => {
    if (text === told.current) return
    const since = performance.now() - typedAt.current
    typedAt.current += since
    const tell = () => {
      told.current = text
      onChange(text)
    }
    // the first letter of a name is part of a burst that begins
    if (since > PAUSE_MS && text.length > 1) return afterPaint(tell)
    const timer = setTimeout(tell, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, onChange])

  useSlashKey(input)

  const clear = () => {
    setText('')
    onType?.('')
    told.current = ''
    onChange('')
    input.current?.focus()
  }
  return (
    <div className={cx('relative', className)}>
      <Search className="text-ink-3 pointer-events-none absolute top-2 left-2.5" />
      <input
        ref={input}
        type="search"
        aria-label={label}
        aria-describedby={isFull ? noteId : undefined}
        placeholder={placeholder}
        value={text}
        maxLength={maxLength}
        spellCheck={false}
        autoComplete="off"
        className="border-control bg-surface h-8 w-full rounded-md border pr-8 pl-8.5 [&::-webkit-search-cancel-button]:hidden"
        onChange={({ target }) => {
          setText(target.value)
          onType?.(target.value)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && text !== '') {
            event.preventDefault()
            clear()
          }
        }}
      />
      {text === '' ? (
        <kbd className="border-line-strong text-ink-3 pointer-events-none absolute top-1.5 right-2 rounded border border-b-2 px-1.5 font-mono text-xs">
          /
        </kbd>
      ) : (
        <button
          type="button"
          aria-label={`Clear ${label.toLowerCase()}`}
          className="text-ink-3 hover:text-ink absolute top-1 right-1 grid size-6 place-items-center rounded"
          onClick={clear}
        >
          <X />
        </button>
      )}
      {isFull && (
        <output className="text-warn mt-1 block text-sm">
          <span id={noteId}>Only the first {maxLength} characters are searched.</span>
        </output>
      )}
    </div>
  )
}

/** Calls when what was just drawn is on the screen; returns how to stop. */
function afterPaint(call: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(call, AFTER_FRAME_MS)
  })
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}

function useSlashKey(input: { current: HTMLInputElement | null }) {
  // talks to the document's keyboard
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.defaultPrevented || isTyping(event)) return
      event.preventDefault()
      input.current?.focus()
      input.current?.select()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [input])
}
