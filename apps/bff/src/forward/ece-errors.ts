// ECE's own refusals, in its own words, but made anew: nothing of the body passes but code, message
// and fields.
import type { ErrorItem } from '@ece/api-types'
import { maskText } from './secrets.ts'

const MOST_ERRORS = 20
const MOST_FIELDS = 50
const LONGEST_CODE = 200
const LONGEST_MESSAGE = 2_000
/** A refusal is some hundred bytes; parsing it whole must not stop the others. */
const MOST_BYTES = 256 * 1024

/** The items of the vendor's error body; `undefined` when it is none. */
export function readErrors(bytes: Buffer): ErrorItem[] | undefined {
  if (bytes.length > MOST_BYTES) return undefined
  const body = parse(bytes)
  if (!isRecord(body) || !Array.isArray(body.errors)) return undefined
  // Array.isArray makes it any[]
  const items = (body.errors as unknown[]).slice(0, MOST_ERRORS).flatMap((item) => {
    if (!isRecord(item)) return []
    const { code, message, fields } = item
    if (typeof code !== 'string' || typeof message !== 'string') return []
    const named = readFields(fields)
    return [
      {
        code: bound(code, LONGEST_CODE),
        message: bound(maskText(message), LONGEST_MESSAGE),
        ...(named.length > 0 ? { fields: named } : {}),
      },
    ]
  })
  return items.length > 0 ? items : undefined
}

function readFields(fields: unknown): string[] {
  if (!Array.isArray(fields)) return []
  const items: readonly unknown[] = fields
  return items
    .filter((field) => typeof field === 'string')
    .slice(0, MOST_FIELDS)
    .map((field) => bound(field, LONGEST_CODE))
}

const bound = (text: string, length: number) => text.slice(0, length)

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}
