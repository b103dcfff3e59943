// From what the browser sent to a request that ECE may get: every parameter is parsed by its schema
// and written anew by `buildRequest`, so no spelling of the browser's reaches ECE.
import { buildRequest, z, type BuiltRequest, type Match } from '@ece/api-types'
import { ConsoleError } from '../http/console-error.ts'

interface Problem {
  readonly field: string
  readonly what: string
}

/**
 * Checks path parameters, query (`search` as it came, without `?`) and body. Throws
 * `console.bad_request` that names every field that is wrong.
 */
export function readInput(
  { operation, params }: Match,
  search: string,
  body: unknown,
): BuiltRequest {
  const problems: Problem[] = []
  const refuse = (field: string, what: string) => void problems.push({ field, what })

  const parsed: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(operation.params)) {
    const value = z.safeDecode(schema, params[name] ?? '')
    if (value.success) parsed[name] = value.data
    else refuse(`params.${name}`, 'is not valid')
  }
  const query: Record<string, unknown> = {}
  for (const [name, text] of new URLSearchParams(search)) {
    const field = `query.${name.slice(0, 100)}`
    const schema = Object.hasOwn(operation.query, name) ? operation.query[name] : undefined
    const value = schema && z.safeDecode(schema, text)
    if (Object.hasOwn(query, name)) refuse(field, 'is given twice')
    else if (!value) refuse(field, 'is not a parameter of this operation')
    else if (!value.success) refuse(field, 'is not valid')
    else query[name] = value.data
  }
  const content = readBody(operation, body, refuse)

  if (problems.length > 0) {
    const fields = [...new Set(problems.map(({ field }) => field))]
    const said = problems.slice(0, 5).map(({ field, what }) => `${field} ${what}`)
    const more = problems.length > 5 ? ', and more' : ''
    throw new ConsoleError('console.bad_request', `${operation.name}: ${said.join(', ')}${more}.`, {
      fields,
    })
  }
  return buildRequest(operation, { params: parsed, query, body: content })
}

function readBody(
  { body: schema, bodyOptional }: Match['operation'],
  body: unknown,
  refuse: (field: string, what: string) => void,
): unknown {
  if (body === undefined) {
    if (schema !== undefined && !bodyOptional) refuse('body', 'is missing')
    return undefined
  }
  if (schema === undefined) return refuse('body', 'is not taken by this operation')
  const value = z.safeParse(schema, body)
  if (value.success) return value.data
  for (const { path, code, ...issue } of value.error.issues) {
    if (code === 'unrecognized_keys' && 'keys' in issue) {
      for (const key of issue.keys) refuse(spell([...path, key]), 'is not known')
    } else refuse(spell(path), 'is not valid')
  }
  return undefined
}

const spell = (path: readonly PropertyKey[]) =>
  [
    'body',
    ...path.map((part) =>
      typeof part === 'number' ? `[${part}]` : `.${String(part).slice(0, 100)}`,
    ),
  ].join('')
