// What the activity of a deployment or resource has in the address. Every field reads text and accepts its absence.
import { RESOURCE_KINDS, z } from '@ece/api-types'
import { list, type ParsedSearch } from '../lib/search-params.ts'

const MAX_ID = 200

/** How an attempt ended, in the words of the list. */
export const RESULTS = ['running', 'done', 'failed', 'cancelled', 'unknown'] as const
export type Result = (typeof RESULTS)[number]

/** Two ids with two dots between, as `git diff` writes it. ECE's ids are UUIDs; no id has a dot. */
const PAIR = /^[\w-]{1,100}\.\.[\w-]{1,100}$/

export const attemptFields = {
  /** The open plan attempt. */
  attempt: z.optional(z.string().check(z.maxLength(MAX_ID))),
  /** `<attempt id>..<attempt id>`: before and after. */
  compare: z.optional(z.string().check(z.regex(PAIR))),
  /** What of the open attempt is shown besides its log. */
  show: z.optional(z.literal('plan')),
  result: list(z.enum(RESULTS)),
  kind: list(z.enum(RESOURCE_KINDS)),
} as const

export type AttemptAddress = ParsedSearch<typeof attemptFields>['values']
/** Changes some of it; `undefined` takes a value out of the address. */
export type SetAttemptAddress = (
  patch: { readonly [Name in keyof AttemptAddress]?: AttemptAddress[Name] | undefined },
  options?: { replace?: boolean },
) => void

export const pairOf = (before: string, after: string): string => `${before}..${after}`
export function readPair(pair: string): readonly [before: string, after: string] {
  const [before = '', after = ''] = pair.split('..')
  return [before, after]
}
