// A cursor carries the whole search and the place of the last hit, so the server keeps nothing and documents that
// come or go between two pages shift nothing. Clients treat it as opaque.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { invalid } from './read.ts'
import type { SortKeys } from './sort.ts'
import { isObject } from './values.ts'

export interface Cursor {
  /** `query`, `sort` and `size` of the first request. */
  readonly request: Readonly<Record<string, unknown>>
  /** Keys of the last hit that was answered. */
  readonly after: SortKeys
  /** Epoch ms that `now` stands for on every page. */
  readonly now: number
}

const MAX_CURSOR_BYTES = 4 * 1024 * 1024

export function writeCursor({ request, after, now }: Cursor): string {
  try {
    return deflateRawSync(JSON.stringify([request, after, now])).toString('base64url')
  } catch (error) {
    // members that the search ignores may still be nested deeper than the stack
    if (error instanceof RangeError) throw invalid('query', 'is nested too deep')
    throw error
  }
}

const isKey = (value: unknown) => value === null || ['string', 'number'].includes(typeof value)

export function readCursor(text: string): Cursor {
  try {
    const bytes = inflateRawSync(Buffer.from(text, 'base64url'), {
      maxOutputLength: MAX_CURSOR_BYTES,
    })
    const read: unknown = JSON.parse(bytes.toString())
    if (
      Array.isArray(read) &&
      isObject(read[0]) &&
      Array.isArray(read[1]) &&
      read[1].every(isKey)
    ) {
      // isKey has just looked at every element
      return { request: read[0], after: read[1] as SortKeys, now: Number(read[2]) }
    }
  } catch {
    // falls through: whatever is wrong with it, it is not ours
  }
  throw invalid('cursor', 'is not the cursor of a previous answer')
}
