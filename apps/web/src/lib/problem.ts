// Reads a failure for people, by its shape: the screen's parts know no transport.
export interface ProblemItem {
  readonly code: string
  readonly message: string
  readonly fields: readonly string[]
}
export interface Problem {
  readonly items: readonly ProblemItem[]
  readonly requestId: string | undefined
  /** HTTP status; 0 when no answer came; undefined for what is no call at all. */
  readonly status: number | undefined
  /** Seconds to wait before another try. */
  readonly retryAfter: number | undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

function readItem(value: unknown): ProblemItem[] {
  if (!isRecord(value) || typeof value['code'] !== 'string') return []
  const { code, message, fields } = value
  return [
    {
      code,
      message: typeof message === 'string' ? message : code,
      fields: Array.isArray(fields) ? fields.filter((each) => typeof each === 'string') : [],
    },
  ]
}

/** Whatever was thrown, as something that can be shown. */
export function readProblem(error: unknown): Problem {
  const given = isRecord(error) ? error : {}
  const items = Array.isArray(given['errors']) ? given['errors'].flatMap(readItem) : []
  const message =
    error instanceof Error && error.message !== '' ? error.message : 'Something went wrong.'
  return {
    items: items.length > 0 ? items : [{ code: '', message, fields: [] }],
    requestId: typeof given['requestId'] === 'string' ? given['requestId'] : undefined,
    status: typeof given['status'] === 'number' ? given['status'] : undefined,
    retryAfter: typeof given['retryAfter'] === 'number' ? given['retryAfter'] : undefined,
  }
}

const STEPS: Readonly<Record<string, string>> = {
  'console.outcome_unknown': 'Look at the activity before you do it again.',
  'console.unavailable': 'The console has trouble with its own store. Try again in a moment.',
  'console.too_many_requests': 'Wait a moment and try again.',
  'console.session_expired': 'Sign in again; nothing that you typed is lost.',
  'console.no_session': 'Sign in again; nothing that you typed is lost.',
}

/** What to do next, when the message itself does not say it. */
export function nextStep({ items, status }: Problem): string | undefined {
  const code = items[0]?.code ?? ''
  if (Object.hasOwn(STEPS, code)) return STEPS[code]
  if (status === 403) return 'Your role may not read this. Ask for a role that may.'
  if (status === 404) return 'It may have been deleted, or the address is wrong.'
  // the console's own sentences end with the next step
  if (status !== undefined && status >= 500 && !code.startsWith('console.'))
    return 'Try again; if it stays, report it with the request id.'
  return undefined
}

/** ECE itself says that the object is not there; the console's own 404 is about addresses of the console. */
export const isGone = ({ items, status }: Problem): boolean =>
  status === 404 && items[0]?.code.startsWith('console.') !== true
