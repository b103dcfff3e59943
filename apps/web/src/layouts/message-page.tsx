// Pages that need no other code: they are shown when other code could not be found or loaded, so they are part of the first
// file and draw themselves without the parts of ui/ that pages share.
import { useRouter } from '@tanstack/react-router'
import { nextStep, readProblem } from '../lib/problem.ts'
import { clip } from '../lib/text.ts'
import { buttonClass } from '../ui/button-class.ts'
import { useWindowTitle } from '../ui/window-title.ts'
import type { ReactNode } from 'react'
import type { ErrorComponentProps } from '@tanstack/react-router'
import type { InstallationSummary } from '@ece/api-types/bff'

const MAX_MESSAGE = 1000
/** As long as the id of an installation can be. */
const MAX_ID = 40

function MessagePage({ title, children }: { title: string; children: ReactNode }) {
  useWindowTitle(title)
  return (
    <div className="grid max-w-3xl justify-items-start gap-3 px-4 py-4 md:px-6">
      <h1 tabIndex={-1} className="text-2xl font-semibold">
        {title}
      </h1>
      {children}
    </div>
  )
}

/** What the route of an installation throws with its `notFound`. */
export interface UnknownInstallation {
  readonly unknown: string
  readonly installations: readonly InstallationSummary[]
}

const isUnknownInstallation = (data: unknown): data is UnknownInstallation =>
  typeof data === 'object' && data !== null && 'unknown' in data && 'installations' in data

export const NotFoundPage = ({ data }: { data?: unknown }) =>
  isUnknownInstallation(data) ? <NoSuchInstallation {...data} /> : <NoSuchAddress />

const NoSuchInstallation = ({ unknown, installations }: UnknownInstallation) => (
  <MessagePage title="Unknown installation">
    <p className="text-ink-2 wrap-anywhere">
      This console has no installation “{clip(unknown, MAX_ID)}”. A link may be cut off or belong to
      another console, or the installation has another name here:
    </p>
    <ul aria-label="Installations" className="flex flex-wrap gap-2">
      {installations.map(({ id, name }) => (
        <li key={id}>
          <a href={`/${id}/deployments`} className={buttonClass()}>
            {name}
          </a>
        </li>
      ))}
    </ul>
  </MessagePage>
)

const NoSuchAddress = () => (
  <MessagePage title="Page not found">
    <p className="text-ink-2">
      There is no page at this address. A link may be cut off: copy it again from where it came.
    </p>
    <a href="/" className={buttonClass()}>
      Go to the overview
    </a>
  </MessagePage>
)

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const problem = readProblem(error)
  const step = nextStep(problem)
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <MessagePage title="This page could not be opened">
      <div
        role="alert"
        className="border-bad/30 bg-bad-bg w-full rounded-lg border px-3.5 py-3 wrap-anywhere"
      >
        {problem.items.map(({ code, message }) => (
          <p key={code + message}>
            {clip(message, MAX_MESSAGE)} <code className="mono text-ink-2">{code}</code>
          </p>
        ))}
        {step !== undefined && <p className="text-ink-2">{step}</p>}
        {problem.requestId !== undefined && (
          <p className="text-ink-2 mt-1 text-sm">
            Request id <code className="mono select-all">{problem.requestId}</code>
          </p>
        )}
      </div>
      <div className="flex gap-2">
        <button type="button" className={buttonClass('primary')} onClick={retry}>
          Try again
        </button>
        <button type="button" className={buttonClass()} onClick={() => window.location.reload()}>
          Reload the console
        </button>
      </div>
    </MessagePage>
  )
}
