import express from 'express'
import type { Request, Response } from 'express'
import { ConsoleError } from './console-error.ts'
import { UnwelcomeJson, checkJson } from './strict-json.ts'

const MAX_BYTES = 64 * 1024
/** A job over 10,000 targets: their ids, names and what was seen of them. Nothing else may be that large. */
export const JOB_BYTES = 8 * 1024 * 1024

// `strict: false` takes any JSON value: schemas judge shapes. `inflate: false` so that 64 KB are 64 KB.
const makeParser = (limit: number) =>
  express.json({
    limit,
    strict: false,
    inflate: false,
    type: 'application/json',
    verify: (_request, _response, bytes) => {
      const text = bytes.toString('utf8')
      // body-parser skips it, so that what is checked here would not be what is parsed there
      if (text.startsWith('\uFEFF')) {
        throw new UnwelcomeJson('The body begins with a byte order mark.', 'body')
      }
      if (isJson(text)) checkJson(text)
    },
  })
const parsers = new Map([MAX_BYTES, JOB_BYTES].map((limit) => [limit, makeParser(limit)]))

/**
 * Reads the body of `request`: the parsed value, or `undefined` when there is none. Throws `console.not_json`,
 * `console.body_too_large` (64 KB, or `JOB_BYTES`) or `console.bad_request` (no JSON, duplicate or prototype keys, nested
 * too deep).
 */
export async function readJson(
  request: Request,
  response: Response,
  limit = MAX_BYTES,
): Promise<unknown> {
  if (!hasBody(request)) return undefined
  // `is` answers false for another type and for a missing one
  if (!request.is('application/json')) {
    throw new ConsoleError('console.not_json', 'A body must be sent as application/json.')
  }
  // body-parser reads UTF-16 and UTF-32 as well, which `verify` above would not understand
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1]
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') throw notPlain()
  const parse = parsers.get(limit) ?? makeParser(limit)
  const parsed = new Promise<void>((resolve, reject) => {
    parse(request, response, (error?: unknown) => {
      if (error === undefined) resolve()
      else reject(translate(error, limit))
    })
  })
  await parsed
  // express types it as any; unknown is what it is
  return request.body as unknown
}

function hasBody(request: Request): boolean {
  const { headers } = request
  if (headers['transfer-encoding'] !== undefined) return true
  return headers['content-length'] !== undefined && headers['content-length'] !== '0'
}

const notPlain = () =>
  new ConsoleError('console.not_json', 'A body must be plain UTF-8, without an encoding.')

/** body-parser's errors carry a `type`; its messages may quote the body, so none of them travels on. */
function translate(error: unknown, limit: number): ConsoleError {
  if (error instanceof UnwelcomeJson) {
    return new ConsoleError('console.bad_request', error.message, { fields: [error.field] })
  }
  const type = error instanceof Error && 'type' in error ? error.type : undefined
  if (type === 'entity.too.large') {
    const most = limit === MAX_BYTES ? '64 KB' : '8 MB'
    return new ConsoleError('console.body_too_large', `A body may have at most ${most}.`)
  }
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return notPlain()
  }
  return new ConsoleError('console.bad_request', 'The body is not valid JSON.', {
    fields: ['body'],
  })
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
