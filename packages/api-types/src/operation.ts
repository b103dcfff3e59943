// What the console knows about one call of the ECE API, and the one place where a URL is made of it.
// Routing, validation, client, query keys, simulator, OpenAPI and "copy as curl" are loops over such rows.
import { z } from './zod.ts'

/** Query and path values travel as text. `z.decode` reads the text, `z.encode` makes and checks it. */
type TextSchema<Value = unknown> = z.core.$ZodType<Value, string>
type Schema<Value = unknown> = z.core.$ZodType<Value>
type TextSchemas = Readonly<Record<string, TextSchema>>

export const ROLES = [
  'ece_platform_admin',
  'ece_platform_viewer',
  'ece_deployment_manager',
  'ece_deployment_viewer',
] as const
export type Role = (typeof ROLES)[number]

/** Everybody who can sign in: reads, which ECE itself narrows to what the role may see. */
export const ANYBODY: readonly Role[] = ROLES
/** Who may change deployments (ece-behaviour, "Users and roles"). */
export const DEPLOYMENT_OPERATORS: readonly Role[] = [
  'ece_platform_admin',
  'ece_deployment_manager',
]

/** `read` leaves ECE as it was; the other three are the confirmation levels of the console. */
export type Danger = 'read' | 'routine' | 'disrupts' | 'destroys'

/**
 * How an answer travels to the browser. `project`: only the fields of the response schema leave;
 * `masked`: the whole object, checked, with secret-looking values replaced; `stream`: small and known
 * to be safe, passed as it is; `server`: never leaves the server (tokens), so the browser has no route to it.
 */
export type Travel = 'project' | 'masked' | 'stream' | 'server'

type Placeholders<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Operation {
  readonly method: Method
  /** Below `/api/v1`, as the vendor's document writes it: `/deployments/{deployment_id}`. */
  readonly path: string
  /** The vendor's operationId in kebab case; set by `defineOperations` from the row's key. */
  readonly id: string
  /** The row's key: the operationId in camel case. */
  readonly name: string
  readonly summary: string
  readonly params: TextSchemas
  readonly query: TextSchemas
  readonly body?: Schema
  readonly bodyOptional: boolean
  readonly response: Schema
  readonly roles: readonly Role[]
  readonly danger: Danger
  readonly travel: Travel
  /** First and last ECE version that has it; absent means all that we support. */
  readonly since?: string
  readonly until?: string
  /** Seconds until the console gives up waiting for the whole answer. */
  readonly timeout: number
  /** Largest answer taken, in bytes. */
  readonly maxBytes: number
}

type Row<Path extends string> = {
  method: Method
  path: Path
  summary: string
  params?: { readonly [Name in Placeholders<Path>]: TextSchema }
  query?: TextSchemas
  body?: Schema
  /** The call is valid without a body (searches: everything). */
  bodyOptional?: true
  response: Schema
  roles?: readonly Role[]
  danger?: Danger
  travel?: Travel
  since?: string
  until?: string
  timeout?: number
  maxBytes?: number
} & ([Placeholders<Path>] extends [never] ? unknown : { params: object })

const MIB = 1024 * 1024
/** Reads answer within milliseconds on a healthy ECE (ece-behaviour, "Timing"); 30 s is the clients' own limit. */
const DEFAULT_TIMEOUT = 30
const DEFAULT_MAX_BYTES = 32 * MIB

/**
 * One row. Placeholders of `path` without a schema in `params`, and schemas without a placeholder, do not compile.
 * Defaults: a read for anybody, projected, 30 s, 32 MiB.
 */
export const operation = <const Path extends string, const R extends Row<Path>>(
  row: R &
    Row<Path> & {
      path: Path
      params?: Record<Exclude<keyof R['params'], Placeholders<Path>>, never>
    },
): R => row

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

type Defined<Rows> = {
  readonly [Name in keyof Rows]: Omit<Operation, 'params' | 'query' | 'body' | 'response'> & {
    readonly params: Rows[Name] extends { params: infer P } ? P : Record<never, never>
    readonly query: Rows[Name] extends { query: infer Q } ? Q : Record<never, never>
    readonly response: Rows[Name] extends { response: infer S } ? S : never
  } & (Rows[Name] extends { body: infer B } ? { readonly body: B } : { readonly body?: never })
}

/** Turns the rows of one tag into operations, keyed and named by the vendor's operationId. */
export function defineOperations<const Rows extends Record<string, Row<string>>>(
  rows: Rows,
): Defined<Rows> {
  const entries = Object.entries(rows).map(([name, row]) => [
    name,
    {
      ...row,
      name,
      id: kebab(name),
      params: row.params ?? {},
      query: row.query ?? {},
      bodyOptional: row.bodyOptional ?? false,
      roles: row.roles ?? ANYBODY,
      danger: row.danger ?? 'read',
      travel: row.travel ?? 'project',
      timeout: row.timeout ?? DEFAULT_TIMEOUT,
      maxBytes: row.maxBytes ?? DEFAULT_MAX_BYTES,
    },
  ])
  // Object.fromEntries forgets which key has which row; the loop above keeps them together.
  return Object.fromEntries(entries) as Defined<Rows>
}

type Values<S> = { readonly [Name in keyof S]: S[Name] extends Schema<infer V> ? V : never }
type Optional<S> = {
  readonly [Name in keyof S]?: (S[Name] extends Schema<infer V> ? V : never) | undefined
}
type IfAny<S, Then> = [keyof S] extends [never] ? unknown : Then
type BodyOf<Op> = Op extends { body: infer B } ? (B extends Schema<infer V> ? V : never) : never

/** What a caller passes: parsed values (`DeploymentId`, `true`), never their text. */
export type Input<Op extends Pick<Operation, 'params' | 'query'>> = IfAny<
  Op['params'],
  { readonly params: Values<Op['params']> }
> &
  IfAny<Op['query'], { readonly query?: Optional<Op['query']> }> &
  ([BodyOf<Op>] extends [never] ? unknown : { readonly body?: BodyOf<Op> })

/** What a call answers with, after the schema. */
export type Output<Op> = Op extends { response: infer S }
  ? S extends Schema<infer V>
    ? V
    : never
  : never

/** A call that is ready to be sent: `path` starts below `/api/v1` and carries the query string. */
export interface BuiltRequest {
  readonly method: Method
  readonly path: string
  readonly body?: unknown
}

/** The loose form of `Input`, for code that handles any row. */
export interface AnyInput {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

/** A parameter or body field that its schema refuses. `fields` are paths such as `params.deployment_id`. */
export class InvalidInput extends Error {
  readonly fields: readonly string[]
  constructor(message: string, fields: readonly string[]) {
    super(message)
    this.name = 'InvalidInput'
    this.fields = fields
  }
}

function encode(schema: TextSchema, value: unknown, field: string): string {
  const text = z.safeEncode(schema, value)
  if (text.success) return text.data
  throw new InvalidInput(`${field}: ${text.error.issues[0]?.message ?? 'not valid'}`, [field])
}

/**
 * The one place where a URL is made. Every parameter is checked against its schema and encoded; the finished
 * path must still have the template's segments, because `encodeURIComponent` leaves `..` alone.
 * Throws `InvalidInput`; the body is passed through (whoever receives it checks it).
 */
export function buildRequest(op: Operation, input: AnyInput = {}): BuiltRequest {
  const path = op.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const schema = op.params[name]
    if (schema === undefined)
      throw new InvalidInput(`params.${name} has no schema`, [`params.${name}`])
    const text = encode(schema, input.params?.[name], `params.${name}`)
    if (text === '' || text === '.' || text === '..') {
      throw new InvalidInput(`params.${name} must not be empty, "." or ".."`, [`params.${name}`])
    }
    return encodeURIComponent(text)
  })
  if (path.split('/').length !== op.path.split('/').length) {
    throw new InvalidInput(`${op.id}: the path does not fit its template`, ['params'])
  }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input.query ?? {})) {
    const schema = op.query[name]
    if (schema === undefined)
      throw new InvalidInput(`query.${name} is not a parameter of ${op.id}`, [`query.${name}`])
    if (value !== undefined) query.append(name, encode(schema, value, `query.${name}`))
  }
  const search = query.size === 0 ? '' : `?${query.toString()}`
  return {
    method: op.method,
    path: path + search,
    ...(input.body === undefined ? {} : { body: input.body }),
  }
}

/** `true` and `false`, nothing else. */
export const bool = z.codec(z.enum(['true', 'false']), z.boolean(), {
  decode: (text) => text === 'true',
  encode: (value) => (value ? 'true' : 'false'),
})

/** A whole number within bounds. */
export const int = (min: number, max: number) =>
  z.codec(z.string().check(z.regex(/^-?\d{1,10}$/)), z.int().check(z.gte(min), z.lte(max)), {
    decode: Number,
    encode: String,
  })

/** Free text of bounded length without control characters. */
export const text = (maxLength: number) =>
  // oxlint-disable-next-line no-control-regex -- refusing them is the point
  z.string().check(z.maxLength(maxLength), z.regex(/^[^\u0000-\u001f\u007f]*$/))
