import type { ChangeWithStory, StoryLine } from '@ece/api-types/bff'
import { readErrors } from '../../api/api-error.ts'
import { Card } from '../../ui/card.tsx'
import { StatusIcon, type StatusKind } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { wordsOfLine, wordsOfState } from './change-words.ts'

/** Everything that is on record about it, oldest first. */
export function ChangeStory({ change }: { change: ChangeWithStory }) {
  const { story } = change
  return (
    <Card title="Story">
      {story.length === 0 ? (
        <p className="text-ink-2">
          Nothing is on record about it: it was made before this console kept an audit log.
        </p>
      ) : (
        <ol aria-label="Story of the change" className="divide-line divide-y">
          {story.map((line, index) => (
            // lines are only ever added at the end
            <Line key={`${index} ${line.at}`} line={line} />
          ))}
        </ol>
      )}
    </Card>
  )
}

function Line({ line }: { line: StoryLine }) {
  const { at, event, stage, status, codes, evidence } = line
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)_auto] gap-x-2.5 py-2">
      <span className="mt-0.5">
        <Sign kind={signOf(line)} />
      </span>
      <div className="min-w-0 wrap-anywhere">
        <p>
          {wordsOfLine({ event, stage })}
          {status !== undefined && <span className="text-ink-2"> · status {status}</span>}
        </p>
        {codes !== undefined && codes.length > 0 && (
          <p className="mono text-ink-2 text-sm">{codes.join(', ')}</p>
        )}
        {evidence !== undefined && <p className="text-ink-2">{evidence}</p>}
      </div>
      <span className="text-ink-2 whitespace-nowrap">
        <Time value={at} />
      </span>
    </li>
  )
}

/** A dot for a step on the way; outcomes have signs of their own. */
const Sign = ({ kind }: { kind: StatusKind | undefined }) =>
  kind === undefined ? (
    <span aria-hidden="true" className="bg-ink-3 mx-1 mt-1.5 block size-2 rounded-full" />
  ) : (
    <StatusIcon kind={kind} />
  )

function signOf({ event, stage }: StoryLine): StatusKind | undefined {
  if (stage === 'intent' || stage === 'sending') return undefined
  if (stage === 'refusal') return 'bad'
  return event === 'cannot_tell' ? 'warn' : wordsOfState(event).kind
}

const MOST = 5

/** The reasons that were given, in the words and with the codes of whoever gave them. */
export function ChangeAnswer({ change }: { change: ChangeWithStory }) {
  const errors = readErrors(change.answer)
  // what was concluded stands above already, in the same words
  if (errors.length === 0 || change.concluded === true) return null
  return (
    <Card title="What was answered">
      <ul className="grid gap-1.5">
        {errors.slice(0, MOST).map(({ code, message }) => (
          <li key={`${code} ${message}`} className="wrap-anywhere">
            {message} <code className="mono text-ink-2">{code}</code>
          </li>
        ))}
      </ul>
    </Card>
  )
}
