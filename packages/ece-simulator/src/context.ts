// What a handler is given and what it may answer. The server (simulator.ts) has already routed the call, checked
// who asks and whether the role may, and decoded parameters; a handler only knows its own rules.
import type { Operation, Role } from '@ece/api-types'
import type { World } from './world.ts'

/** Epoch milliseconds on the wall clock; the control port may shift it, speed never does. */
export interface Clock {
  now(): number
}

export interface Caller {
  userName: string
  roles: readonly Role[]
  /** operationIds in kebab case, as `GET /user` lists them. */
  permissions: readonly string[]
  via: 'bearer' | 'api_key' | 'basic'
}

/** Deployment roles work on deployments that do not belong to the platform (ece-behaviour 2.6). */
export const seesSystemOwned = (caller: Caller) =>
  caller.roles.some((role) => role.startsWith('ece_platform_'))

export type Generation = '3.8' | '2.13'

export interface Context {
  operation: Operation
  /** Percent-decoded once, otherwise as sent: an id of the wrong form is simply not found. */
  params: Readonly<Record<string, string>>
  /** Decoded by the codecs of the row and of EXTRA_QUERY (rows.ts); absent when not sent; unknown ones are left out. */
  query: Readonly<Record<string, unknown>>
  /** Parsed JSON (`undefined` without a body); known members fit the row's schema, unknown members are kept. */
  body: unknown
  caller: Caller
  world: World
  clock: Clock
  generation: Generation
}

export interface Reply {
  status: number
  /** Sent as JSON; absent means an empty answer. */
  body?: unknown
  headers?: Readonly<Record<string, string>>
}

export type Handler = (context: Context) => Reply
/** Each `handlers/<tag>.ts` exports one, keyed by the row's name: `const xHandlers = {…} satisfies Handlers`. */
export type Handlers = Readonly<Record<string, Handler>>

/** Thrown by a handler; becomes the vendor's error envelope with `x-cloud-error-codes`. */
export class Failure extends Error {
  readonly status: number
  readonly code: string
  readonly fields: readonly string[] | undefined
  constructor(status: number, code: string, message: string, fields?: readonly string[]) {
    super(message)
    this.name = 'Failure'
    this.status = status
    this.code = code
    this.fields = fields
  }
}

/** What optimistic locking needs to know of an object (ece-behaviour 1.3). Times: epoch ms or ISO text. */
export interface Versions {
  version: string | number
  created: number | string
  lastModified: number | string
}

const iso = (time: number | string) => new Date(time).toISOString()

/** The `x-cloud-resource-*` headers of an answer that carries a version. */
export const resourceHeaders = (of: Versions): Readonly<Record<string, string>> => ({
  'x-cloud-resource-version': String(of.version),
  'x-cloud-resource-created': iso(of.created),
  'x-cloud-resource-last-modified': iso(of.lastModified),
})
