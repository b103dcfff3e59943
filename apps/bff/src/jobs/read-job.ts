// What `POST /bff/jobs` may ask for. Everything is checked before anything is written, so that item 7,000 cannot turn out
// to be nonsense after 6,999 have been restarted.
import { buildRequest, InvalidInput, z, type BuiltRequest } from '@ece/api-types'
import { LONGEST_TICKET, NewJob } from '@ece/api-types/bff'
import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { ConsoleError } from '../http/console-error.ts'
import { bulkRowNames, findBulkRow, type BulkRow } from './bulk-rows.ts'
import type { Params } from './judge.ts'

/** So many positions are named; somebody has to read them. */
const MOST_NAMED = 5
const MOST_ITEMS = 10_000
const CHECKED_AT_ONCE = 500

/** Throws `console.bad_request` that names what is wrong. */
export function parseNewJob(body: unknown): NewJob {
  const parsed = z.safeParse(NewJob, body)
  if (parsed.success) return withoutNul(parsed.data)
  const paths = parsed.error.issues.map(({ path, ...issue }) =>
    'keys' in issue && Array.isArray(issue.keys) ? [...path, String(issue.keys[0])] : path,
  )
  if (paths.some((path) => path.length === 1 && path[0] === 'items')) {
    throw bad(`A job needs a list of 1 to ${MOST_ITEMS} items.`, ['body.items'])
  }
  const fields = [...new Set(paths.map(spell))].slice(0, MOST_NAMED)
  throw bad(
    `This is no job: ${fields.join(', ')} ${fields.length === 1 ? 'is' : 'are'} not valid.`,
    fields,
  )
}

/** PostgreSQL has no place for this character, and no honest name has it. */
const withoutNul = (job: NewJob): NewJob => ({
  ...job,
  title: job.title.replaceAll('\0', ''),
  items: job.items.map((item) => ({ ...item, name: item.name.replaceAll('\0', '') })),
})

/** Throws `console.bad_request` for what is no change for many. */
export function checkBulkRow(name: string): BulkRow {
  const row = findBulkRow(name)
  if (row !== undefined) return row
  throw bad(
    `"${name.slice(0, 100)}" is no change that the console sends to many targets. It does so with ${bulkRowNames().join(', ')}.`,
    ['body.operation'],
  )
}

/** Throws `console.bad_request` or `console.reason_required`. Answers the reason, trimmed. */
export function checkReason(
  reason: string | undefined,
  {
    name,
    policy,
  }: { readonly name: string; readonly policy: { readonly require_reason: boolean } },
): string | undefined {
  const text = checkLine(reason, 'A reason is one line of at most 500 characters.', 'body.reason')
  if (text === undefined && policy.require_reason) {
    throw new ConsoleError(
      'console.reason_required',
      `Changes to "${name}" need a reason. Say why in one sentence.`,
      { fields: ['body.reason'] },
    )
  }
  return text
}

/** Throws `console.bad_request`. Answers the number of the ticket, trimmed. */
export const checkTicket = (ticket: string | undefined): string | undefined =>
  checkLine(ticket, `A ticket is one line of at most ${LONGEST_TICKET} characters.`, 'body.ticket')

function checkLine(line: string | undefined, sentence: string, field: string): string | undefined {
  const text = line?.trim() === '' ? undefined : line?.trim()
  if (text !== undefined && /[\p{Cc}\u2028\u2029]/u.test(text)) throw bad(sentence, [field])
  return text
}

/** Every item must be a request that the row takes, and no target may come twice. Throws `console.bad_request`. */
export async function checkItems(row: BulkRow, { query, body, items }: NewJob): Promise<void> {
  // the point of a job is to wait for plans, not to cancel those of other people one after another
  if (query?.cancel_pending === true) {
    throw bad('A job never cancels pending plans on its way: leave cancel_pending out.', [
      'body.query.cancel_pending',
    ])
  }
  const wrong: { readonly field: string; readonly what: string }[] = []
  const seen = new Map<string, number>()
  for (const [position, { params }] of items.entries()) {
    // everybody else's requests go on meanwhile
    if (position % CHECKED_AT_ONCE === 0) await setImmediate()
    try {
      const { path } = buildItem(row, { params, query, body })
      const first = seen.get(path)
      if (first === undefined) seen.set(path, position)
      else
        wrong.push({
          field: spell(['items', position]),
          what: `is the target of item ${first} again`,
        })
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error
      const [field = 'params'] = error.fields
      // query and body are the same for all
      if (!field.startsWith('params'))
        throw bad(`${row.operation.name}: ${field} is not valid.`, [`body.${field}`])
      wrong.push({ field: `${spell(['items', position])}.${field}`, what: 'is not valid' })
    }
  }
  if (wrong.length === 0) return
  const named = wrong.slice(0, MOST_NAMED)
  const more = wrong.length > named.length ? `, and ${wrong.length - named.length} more` : ''
  throw bad(
    `${row.operation.name}: ${named.map(({ field, what }) => `${field} ${what}`).join(', ')}${more}.`,
    named.map(({ field }) => field),
  )
}

/** The request of one item. Throws `InvalidInput`. */
export function buildItem(
  { operation }: BulkRow,
  { params, query, body }: { params: Params; query?: NewJob['query']; body?: NewJob['body'] },
): BuiltRequest {
  const decoded: Record<string, unknown> = {}
  for (const name of Object.keys(params)) {
    if (!Object.hasOwn(operation.params, name)) {
      const field = `params.${name.slice(0, 100)}`
      throw new InvalidInput(`${field} is not a parameter of ${operation.id}`, [field])
    }
  }
  for (const [name, schema] of Object.entries(operation.params)) {
    const value = z.safeDecode(schema, params[name] ?? '')
    if (!value.success) throw new InvalidInput(`params.${name}`, [`params.${name}`])
    decoded[name] = value.data
  }
  if (body !== undefined) {
    const isTaken = operation.body !== undefined && z.safeParse(operation.body, body).success
    if (!isTaken) throw new InvalidInput('body', ['body'])
  }
  return buildRequest(operation, { params: decoded, query: { ...query }, body })
}

/** Who and what exactly: the same key with anything else is another job. */
export function hashOfJob(userName: string, job: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([userName, job]))
    .digest('hex')
}

const spell = (path: readonly PropertyKey[]) =>
  [
    'body',
    ...path.map((part) =>
      typeof part === 'number' ? `[${part}]` : `.${String(part).slice(0, 100)}`,
    ),
  ].join('')

const bad = (message: string, fields: readonly string[]) =>
  new ConsoleError('console.bad_request', message, { fields })
