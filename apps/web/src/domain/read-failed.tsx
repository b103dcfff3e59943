// The whole-page form of a read that failed before there was anything to show.
import { buttonClass } from '../ui/button-class.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { readProblem } from '../lib/problem.ts'
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
  if (readProblem(error).status === 404) return <Gone what={what} id={id} list={list} />
  return (
    <div className="mt-4">
      <ErrorPanel title={`The page of ${what} could not be read`} error={error} onRetry={onRetry} />
    </div>
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
