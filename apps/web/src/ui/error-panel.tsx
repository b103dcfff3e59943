import { CircleAlert } from 'lucide-react'
import { clip } from '../lib/text.ts'
import { nextStep, readProblem } from '../lib/problem.ts'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import type { ReactNode } from 'react'

const MAX_MESSAGE = 600
const MAX_ITEMS = 5

interface ErrorPanelProps {
  /** What failed, as a sentence: `The deployments could not be read`. */
  title: string
  error: unknown
  onRetry?: () => void
  actions?: ReactNode
  className?: string | undefined
}

/** What failed, the reasons with their codes, the next step, and the request id to report. */
export function ErrorPanel({ title, error, onRetry, actions, className }: ErrorPanelProps) {
  return (
    <div
      role="alert"
      className={
        className ??
        'border-bad/30 bg-bad-bg flex items-start gap-2.5 rounded-lg border px-3.5 py-3'
      }
    >
      <CircleAlert className="text-bad mt-0.5" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{title}</p>
        <ErrorDetails error={error} />
        {(onRetry !== undefined || actions !== undefined) && (
          <div className="mt-2.5 flex flex-wrap gap-2">
            {onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
            {actions}
          </div>
        )}
      </div>
    </div>
  )
}

/** The reasons alone, for dialogs and forms that have their own frame. */
export function ErrorDetails({ error }: { error: unknown }) {
  const problem = readProblem(error)
  const step = nextStep(problem)
  const hidden = problem.items.length - MAX_ITEMS
  return (
    <div className="wrap-anywhere">
      {problem.items.slice(0, MAX_ITEMS).map((item) => (
        <p key={`${item.code} ${item.message}`}>
          {clip(item.message, MAX_MESSAGE)}
          {item.code !== '' && <code className="mono text-ink-2"> {clip(item.code, 100)}</code>}
        </p>
      ))}
      {hidden > 0 && <p>and {hidden} more</p>}
      {step !== undefined && <p className="text-ink-2">{step}</p>}
      {problem.requestId !== undefined && (
        <p className="text-ink-2 mt-1 flex items-center gap-1 text-sm">
          Request id <code className="mono truncate">{problem.requestId}</code>
          <CopyButton text={problem.requestId} what="request id" />
        </p>
      )}
    </div>
  )
}
