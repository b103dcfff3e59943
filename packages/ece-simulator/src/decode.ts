// What a request carries, checked: query parameters by the row's codecs, bodies by the row's schema.
import { type Operation, z } from '@ece/api-types'
import { Failure } from './context.ts'
import { shapeOf } from './rows.ts'

/** `resources.elasticsearch[0].plan`, the way ECE writes `fields` (ece-behaviour 1.2). */
export const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')

function wordsOf(issue: z.core.$ZodIssue): string {
  if ('expected' in issue) return `expected ${String(issue.expected)}`
  if (issue.code === 'unrecognized_keys') return `has no member ${issue.keys.join(', ')}`
  return issue.message === 'Invalid input' ? issue.code : issue.message
}

/** Says in words what zod/mini, which ships without messages, only says in codes. */
export const describeIssue = (issue: z.core.$ZodIssue): string =>
  `${pathText(issue.path) || 'the whole body'}: ${wordsOf(issue)}`

/** Known parameters only; unknown ones are accepted silently (ece-behaviour 9.3 row 11). */
export function decodeQuery(row: Operation, search: URLSearchParams): Record<string, unknown> {
  const query: Record<string, unknown> = {}
  for (const [name, codec] of Object.entries(shapeOf(row).query)) {
    const text = search.get(name)
    if (text === null) continue
    const decoded = z.safeDecode(codec, text)
    if (!decoded.success) {
      throw new Failure(
        400,
        'root.invalid_data',
        `The query parameter [${name}] does not take the value [${text.slice(0, 100)}].`,
        [name],
      )
    }
    query[name] = decoded.data
  }
  return query
}

/** The parsed JSON with everything it had; `undefined` where there was none and none is needed. */
export function decodeBody(row: Operation, raw: Buffer): unknown {
  const schema = shapeOf(row).body
  if (schema === undefined) return undefined
  if (raw.length === 0) {
    if (row.bodyOptional) return undefined
    throw new Failure(400, 'root.invalid_json_request', 'The request has no body, but needs one.')
  }
  let body: unknown
  try {
    body = JSON.parse(raw.toString())
  } catch {
    throw new Failure(400, 'root.invalid_json_request', 'The request body is not valid JSON.')
  }
  const checked = z.safeParse(schema, body)
  if (!checked.success) {
    const issues = checked.error.issues
    throw new Failure(
      400,
      'root.invalid_json_request',
      `The request body does not fit: ${issues.map(describeIssue).join('; ')}.`,
      issues.map(({ path }) => pathText(['body', ...path])),
    )
  }
  return body
}
