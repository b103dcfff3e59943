// Where a comment is written or changed. What is typed lives in the drafts, not here.
import { useEffect, useId, useRef } from 'react'
import type { ReactNode } from 'react'
import { type AnyInput, COMMENT_LENGTH, type Operation } from '@ece/api-types'
import { End } from '../../actions/confirm-parts.tsx'
import { formatCount } from '../../lib/bytes.ts'
import { now } from '../../lib/clock.ts'
import { cx } from '../../lib/cx.ts'
import { Button } from '../../ui/button.tsx'
import { controlClass, Field } from '../../ui/field.tsx'
import { type Draft, putDraft } from './note-drafts.ts'
import { useNoteChange } from './use-note-change.ts'

interface NoteFormProps {
  label: string
  place: string
  /** Key of the draft. */
  id: string
  draft: Draft | undefined
  /** What sends this text. */
  request: (text: string) => { operation: Operation; input: AnyInput }
  button: string
  /** The toast afterwards. */
  done: string
  /** Why nothing can be sent now. */
  disabledReason?: string | undefined
  /** Leaves without sending. */
  cancel?: { readonly label: string; readonly onPress: () => void }
  /** Opened by a press: the writing may begin. */
  isFocused?: boolean
  hint?: string
  /** Code of a refusal that `children` explain already. */
  explained?: string | undefined
  /** Between the text and the buttons: news that change what one would write. */
  children?: ReactNode
}

const lengthProblem = (text: string) =>
  text.length > COMMENT_LENGTH
    ? `At most ${formatCount(COMMENT_LENGTH)} characters; these are ${formatCount(text.length)}.`
    : undefined

export function NoteForm(props: NoteFormProps) {
  const { label, place, id, draft, request, button, done, cancel, isFocused, children } = props
  const change = useNoteChange()
  const area = useRef<HTMLTextAreaElement>(null)
  const whyId = useId()
  // talks to the keyboard focus: somebody pressed a button to write here
  useEffect(() => {
    if (isFocused === true) area.current?.focus()
  }, [isFocused])
  const { result } = change
  const isExplained =
    props.explained !== undefined &&
    result !== undefined &&
    result !== 'session' &&
    result.error?.code === props.explained
  const text = draft?.text ?? ''
  const problem = lengthProblem(text)
  const reason =
    props.disabledReason ?? problem ?? (text.trim() === '' ? 'Write something first.' : undefined)
  const key = draft?.key ?? ''
  const put = (changes: Partial<Draft>) =>
    putDraft(place, id, {
      startedAt: now(),
      text,
      ...draft,
      // another text is another change
      key: crypto.randomUUID(),
      ...changes,
    })
  const toChange = () => ({
    ...request(text),
    key,
    done,
    onDone: () => putDraft(place, id, undefined),
    onSpent: () => put({}),
  })
  const send = () => {
    if (reason === undefined && !change.isSending) change.send(toChange())
  }
  return (
    <form
      noValidate
      className="grid grid-cols-1 gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Field label={label} hint={props.hint} error={problem}>
        {(control) => (
          <textarea
            {...control}
            ref={area}
            dir="auto"
            rows={4}
            value={text}
            aria-keyshortcuts="Control+Enter"
            readOnly={change.isSending}
            className={cx(controlClass, 'block h-auto max-h-96 min-h-20 py-1.5')}
            onChange={({ target }) =>
              target.value === '' && draft?.base === undefined
                ? putDraft(place, id, undefined)
                : put({ text: target.value })
            }
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
              event.preventDefault()
              send()
            }}
          />
        )}
      </Field>
      {children}
      {result !== undefined && !isExplained && (
        <End
          result={result}
          activity={undefined}
          onAskAgain={
            <Button size="sm" onClick={() => change.askAgain(toChange())}>
              Ask again
            </Button>
          }
        />
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          type="submit"
          variant="primary"
          disabledReason={change.isSending ? undefined : reason}
          aria-busy={change.isSending}
          aria-describedby={whyId}
        >
          {change.isSending ? 'Sending…' : button}
        </Button>
        {cancel !== undefined && <Button onClick={cancel.onPress}>{cancel.label}</Button>}
        <span id={whyId} className="text-ink-2 text-sm max-sm:hidden">
          Ctrl Enter sends it
        </span>
      </div>
    </form>
  )
}
