// Queries and headers of `/bff/jobs`.
import type { JobItemState } from '@ece/api-types/bff'
import { ConsoleError } from '../http/console-error.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const DEFAULT_LIMIT = 100
const MOST = 1_000
const MOST_OFFSET = 10_000

const ITEM_STATES: Readonly<Record<JobItemState, true>> = {
  not_started: true,
  checking: true,
  sending: true,
  running: true,
  soaking: true,
  done: true,
  failed: true,
  skipped: true,
  unknown: true,
}
const isItemState = (text: string): text is JobItemState => Object.hasOwn(ITEM_STATES, text)

/** Throws `console.idempotency_key_required`. */
export function readKey(header: string | string[] | undefined): string {
  const id = typeof header === 'string' ? header.toLowerCase() : ''
  if (UUID.test(id)) return id
  throw new ConsoleError(
    'console.idempotency_key_required',
    'A job needs the header Idempotency-Key with a UUID, so that it cannot be made twice.',
    { fields: ['Idempotency-Key'] },
  )
}

export function readListQuery(url: string): { readonly installation: string | undefined } {
  const query = readQuery(url, ['installation'])
  return { installation: query.get('installation') ?? undefined }
}

export function readItemsQuery(url: string) {
  const query = readQuery(url, ['state', 'offset', 'limit'])
  const state = query.get('state') ?? undefined
  const offset = readNumber(query, 'offset', 0, 0, MOST_OFFSET)
  const limit = readNumber(query, 'limit', DEFAULT_LIMIT, 1, MOST)
  if (state !== undefined && !isItemState(state))
    throw bad('state', Object.keys(ITEM_STATES).join(', '))
  return { state, offset, limit }
}

/** `rest=true`: what was not started as well. */
export function readRetryQuery(url: string): { readonly rest: boolean } {
  const rest = readQuery(url, ['rest']).get('rest') ?? 'false'
  if (rest !== 'true' && rest !== 'false') throw bad('rest', 'true or false')
  return { rest: rest === 'true' }
}

function readQuery(url: string, known: readonly string[]): URLSearchParams {
  const query = new URLSearchParams(url.split('?')[1] ?? '')
  for (const name of query.keys()) {
    if (!known.includes(name) || query.getAll(name).length > 1) {
      throw bad(name.slice(0, 100), `one of ${known.join(', ')}, each once`)
    }
  }
  return query
}

function readNumber(
  query: URLSearchParams,
  name: string,
  otherwise: number,
  least: number,
  most: number,
): number {
  const text = query.get(name)
  const value = text === null ? otherwise : /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw bad(name, `a number from ${least} to ${most}`)
}

const bad = (name: string, expected: string) =>
  new ConsoleError('console.bad_request', `The query parameter ${name} must be ${expected}.`, {
    fields: [`query.${name}`],
  })
