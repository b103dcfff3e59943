// What `/bff/audit` and its export can be asked. Names that are unknown or wrong are refused, not passed over: a filter
// that did nothing would show everything as if it had matched.
import { ConsoleError } from '../http/console-error.ts'
import type { AuditFilter } from './filter.ts'

const TEXTS = ['installation', 'user', 'target', 'operation', 'outcome', 'text'] as const
const FILTERS = [...TEXTS, 'from', 'to'] as const
const LONGEST = 200

export const DEFAULT_LIMIT = 100
export const MOST = 500

export interface AuditQuery {
  /** Undefined: all that the reader may read. */
  readonly installation: string | undefined
  readonly filter: Omit<AuditFilter, 'installations'>
  readonly limit: number
  readonly before: number | undefined
  readonly format: 'jsonl' | 'csv'
  /** The filters as they were asked, for the record about an export. */
  readonly words: string
}

/** Throws `console.bad_request`. `more`: what this address takes besides the filters. */
export function readAuditQuery(
  url: string,
  more: readonly ('limit' | 'before' | 'format')[],
): AuditQuery {
  const query = new URLSearchParams(url.split('?')[1] ?? '')
  const names = [...query.keys()]
  const allowed: readonly string[] = [...FILTERS, ...more]
  const wrong = names.filter(
    (name, index) => !allowed.includes(name) || names.indexOf(name) !== index,
  )
  const textOf = (name: (typeof TEXTS)[number]) => {
    const value = query.get(name) ?? undefined
    if (value !== undefined && (value === '' || value.length > LONGEST)) wrong.push(name)
    return value
  }
  const timeOf = (name: 'from' | 'to') => {
    const value = query.get(name)
    if (value === null) return undefined
    const at = Date.parse(value)
    if (Number.isNaN(at)) wrong.push(name)
    return at
  }
  const wholeOf = (name: 'limit' | 'before', most: number) => {
    const value = query.get(name)
    if (value === null) return undefined
    const number = Number(value)
    if (!Number.isSafeInteger(number) || number < 1 || number > most) wrong.push(name)
    return number
  }
  const format = query.get('format') ?? 'jsonl'
  const isCsv = format === 'csv'
  if (!isCsv && format !== 'jsonl') wrong.push('format')
  const found: AuditQuery = {
    installation: textOf('installation'),
    filter: {
      from: timeOf('from'),
      to: timeOf('to'),
      user: textOf('user'),
      target: textOf('target'),
      operation: textOf('operation'),
      outcomes: textOf('outcome')?.split(','),
      text: textOf('text'),
    },
    limit: wholeOf('limit', MOST) ?? DEFAULT_LIMIT,
    before: wholeOf('before', Number.MAX_SAFE_INTEGER),
    format: isCsv ? 'csv' : 'jsonl',
    words: [...query]
      .filter(([name]) => FILTERS.some((filter) => filter === name))
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
  }
  if (wrong.length === 0) return found
  const fields = [...new Set(wrong)].slice(0, 10).map((name) => `query.${name.slice(0, 100)}`)
  throw new ConsoleError(
    'console.bad_request',
    `The audit log takes ${allowed.join(', ')}, each once; from and to are times such as 2026-11-22T03:00:00Z, limit is 1 to ${MOST}, texts have at most ${LONGEST} characters.`,
    { fields },
  )
}
