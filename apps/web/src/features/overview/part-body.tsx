// The inside of a card in each of its states: on its way, not readable, not for this role, read once but not again.
import type { ReactNode } from 'react'
import { Lock } from 'lucide-react'
import type { Part } from '../../api/live-all.ts'
import { useUser } from '../../api/installation.ts'
import { readProblem } from '../../lib/problem.ts'
import { joinWords } from '../../lib/text.ts'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'

interface PartBodyProps<Data> {
  part: Part<Data>
  /** In the plural: `allocators`. */
  what: string
  onRetry: () => void
  /** Lines of the skeleton, about as high as what comes. */
  lines?: number
  children: (data: Data) => ReactNode
}

export function PartBody<Data>({ part, what, onRetry, lines = 4, children }: PartBodyProps<Data>) {
  const { data, error } = part
  if (data === undefined && error === null) return <SkeletonLines count={lines} />
  if (error !== null && isForbidden(error)) return <Forbidden what={what} error={error} />
  return (
    <>
      {error !== null && (
        <ErrorPanel
          title={
            data === undefined
              ? `The ${what} could not be read`
              : `The ${what} could not be read again; these are the last known`
          }
          error={error}
          onRetry={onRetry}
          className={data === undefined ? undefined : LAST_KNOWN}
        />
      )}
      {data !== undefined && children(data)}
    </>
  )
}

/** Less alarming than where nothing is left to see. */
const LAST_KNOWN =
  'border-warn/30 bg-warn-bg mb-2 flex items-start gap-2.5 rounded-lg border px-3.5 py-2 [&>svg]:text-warn'

export const isForbidden = (error: Error): boolean => readProblem(error).status === 403

/** Not an error: the role is what it is, and asking again changes nothing. */
export function Forbidden({ what, error }: { what: string; error: Error }) {
  const { roles } = useUser()
  const whose =
    roles.length === 0
      ? 'Your role'
      : `Your ${roles.length === 1 ? 'role' : 'roles'} ${joinWords(roles)}`
  return (
    <p className="text-ink-2 flex items-start gap-2 wrap-anywhere">
      <Lock className="mt-0.5" />
      <span>
        {whose} may not see {what}.{' '}
        <code className="mono">{readProblem(error).items[0]?.code}</code>
      </span>
    </p>
  )
}
