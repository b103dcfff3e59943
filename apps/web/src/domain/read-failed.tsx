// A read that failed, in the place where its answer would be: the whole page, above what is still on screen, or one value.
import { buttonClass } from '../ui/button-class.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { isGone, readProblem } from '../lib/problem.ts'
import { clip } from '../lib/text.ts'
import { Link, type LinkProps } from '@tanstack/react-router'

interface ReadFailedProps {
  /** With its article: `this template`. */
  what: string
  id: string
  error: Error
  onRetry: () => void
  /** Where the others are. */
  list: { readonly label: string; readonly link: LinkProps }
}

/** Says whether the object is gone (with the way back) or could not be read (with code, request id and retry). */
export function ReadFailed({ what, id, error, onRetry, list }: ReadFailedProps) {
  if (isGone(readProblem(error))) return <Gone what={what} id={id} list={list} />
  return (
    <div className="mt-4">
      <ErrorPanel title={`The page of ${what} could not be read`} error={error} onRetry={onRetry} />
    </div>
  )
}

/** Less alarming than where nothing is left to see. */
const LAST_KNOWN =
  'border-warn/30 bg-warn-bg flex items-start gap-2.5 rounded-lg border px-3.5 py-2 [&>svg]:text-warn'

/** The page keeps what it had when reading it again fails; this says so above it, and why. Nothing while all is well. */
export function ReadAgainFailed({
  what,
  error,
  onRetry,
  list,
}: Omit<ReadFailedProps, 'id' | 'error'> & { error: Error | null }) {
  if (error === null) return null
  const hasGone = isGone(readProblem(error))
  return (
    <div className="mt-3">
      <ErrorPanel
        title={
          hasGone
            ? `ECE does not have ${what} any more; this is the last known`
            : `The page of ${what} could not be read again; this is the last known`
        }
        error={error}
        onRetry={onRetry}
        className={LAST_KNOWN}
        {...(hasGone
          ? {
              actions: (
                <Link {...list.link} className={buttonClass()}>
                  {list.label}
                </Link>
              ),
            }
          : {})}
      />
    </div>
  )
}

interface AttemptsNotReadProps {
  /** The last known ones stand below. */
  isKept: boolean
  error: Error | null
  onRetry: () => void
}

/** The plan attempts have a read of their own, which the age of the page knows nothing of. */
export const AttemptsNotRead = ({ isKept, error, onRetry }: AttemptsNotReadProps) =>
  error === null ? null : (
    <ErrorPanel
      title={
        isKept
          ? 'The plan attempts could not be read again; these are the last known'
          : 'The plan attempts could not be read'
      }
      error={error}
      onRetry={onRetry}
      className={isKept ? `${LAST_KNOWN} mb-3` : undefined}
    />
  )

const MAX_MESSAGE = 300

/** Why a list to choose from is not there; `undefined` while there is one. */
export function sayUnread(
  what: string,
  { data, error }: { readonly data: unknown; readonly error: Error | null },
): string | undefined {
  if (data !== undefined) return undefined
  if (error === null) return `The ${what} are not read yet.`
  return `The ${what} could not be read: ${clip(error.message, MAX_MESSAGE)}`
}

/** One value of a page that could not be read, such as a count that the role may not see. */
export function NotRead({ error }: { error: Error }) {
  const [problem] = readProblem(error).items
  return (
    <span className="text-warn wrap-anywhere">
      could not be read: {clip(problem?.message ?? error.message, MAX_MESSAGE)}{' '}
      <code className="mono text-ink-2">{problem?.code}</code>
    </span>
  )
}

/** ECE no longer has it, or never had. */
export const Gone = ({ what, id, list }: Pick<ReadFailedProps, 'what' | 'id' | 'list'>) => (
  <EmptyState
    title={`ECE does not have ${what}`}
    actions={
      <Link {...list.link} className={buttonClass()}>
        {list.label}
      </Link>
    }
  >
    It was deleted, or the address is wrong: <code className="mono wrap-anywhere">{id}</code>
  </EmptyState>
)
