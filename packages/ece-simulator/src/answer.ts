// One call from credentials to answer, without sockets. The order of refusals: no such path 404, who are you 401,
// may you 403, not simulated 501, parameters and body 400, then the handler's own rules.
import type { Operation } from '@ece/api-types'
import { type Accounts, type Credential, NOBODY } from './accounts.ts'
import type { Comments } from './comments.ts'
import { type Clock, type Context, Failure, type Generation, type Reply } from './context.ts'
import { decodeBody, decodeQuery } from './decode.ts'
import { asSentBy } from './earlier-generation.ts'
import { PUBLIC_OPERATIONS } from './permissions.ts'
import type { RowName } from './rows.ts'
import type { Route } from './routing.ts'
import type { ContractCheck } from './strict.ts'
import type { World } from './world.ts'

/** What the handlers of accounts and comments see beyond the world. */
export interface ServerContext extends Context {
  readonly accounts: Accounts
  readonly comments: Comments
  readonly credential: Credential
}
export type ServerHandler = (context: ServerContext) => Reply

export interface Ece {
  readonly generation: Generation
  readonly clock: Clock
  readonly world: World
  readonly accounts: Accounts
  readonly comments: Comments
  readonly handlers: Readonly<Record<RowName, ServerHandler>>
  /** Strict mode only. */
  readonly check?: ContractCheck
}

/** A failure as it goes over the wire (ece-behaviour 1.2, 1.3). */
export const failureReply = ({ status, code, message, fields }: Failure): Reply => ({
  status,
  body: { errors: [{ code, message, ...(fields === undefined ? {} : { fields }) }] },
  headers: { 'x-cloud-error-codes': code },
})

export const notFound = () =>
  failureReply(
    new Failure(404, 'root.resource_not_found', 'The requested resource could not be found'),
  )

function authorise(route: Route, { caller }: Credential): void {
  const { id } = route.operation
  if (PUBLIC_OPERATIONS.has(id) || caller.permissions.includes(id)) return
  throw new Failure(
    403,
    'root.unauthorized.rbac',
    `The user [${caller.userName}] lacks the permission [${id}].`,
  )
}

function run(ece: Ece, route: Route, credential: Credential, raw: Buffer): Reply {
  const { operation, params, search } = route
  authorise(route, credential)
  if (!route.implemented) {
    throw new Failure(
      501,
      'simulator.not_implemented',
      `The simulator does not have the operation [${operation.id}] of ECE ${ece.generation}.`,
    )
  }
  // `implemented` means that the operation is one of `rows`, whose keys are the names
  const handler = ece.handlers[operation.name as RowName]
  return handler({
    operation,
    params,
    query: decodeQuery(operation, search),
    body: decodeBody(operation, raw),
    caller: credential.caller,
    credential,
    world: ece.world,
    clock: ece.clock,
    generation: ece.generation,
    accounts: ece.accounts,
    comments: ece.comments,
  })
}

function refuse(operation: Operation, error: unknown): Reply {
  if (error instanceof Failure) return failureReply(error)
  console.error(`simulator: the handler of ${operation.id} failed`, error)
  const message = error instanceof Error ? error.message : String(error)
  return failureReply(new Failure(500, 'simulator.internal_error', `${operation.id}: ${message}`))
}

/** Public operations take credentials too (`_logout` ends the session they name), but do not need good ones. */
function identify(ece: Ece, operation: Operation, authorization: string | undefined): Credential {
  try {
    return ece.accounts.authenticate(authorization)
  } catch (error) {
    if (PUBLIC_OPERATIONS.has(operation.id)) return NOBODY
    throw error
  }
}

export interface Answer {
  readonly reply: Reply
  readonly userName?: string
}

/** Answers a routed call. Never throws. */
export function answer(
  ece: Ece,
  route: Route,
  authorization: string | undefined,
  raw: Buffer,
): Answer {
  const { operation } = route
  let credential = NOBODY
  let reply: Reply
  try {
    credential = identify(ece, operation, authorization)
    const replied = run(ece, route, credential, raw)
    reply = { ...replied, body: asSentBy(ece.generation, operation.id, replied.body) }
  } catch (error) {
    reply = refuse(operation, error)
  }
  const problem = route.implemented ? ece.check?.(operation, reply) : undefined
  const checked = problem === undefined ? reply : failureReply(problem)
  const { apiKey, caller } = credential
  return {
    reply:
      apiKey === undefined
        ? checked
        : {
            ...checked,
            headers: {
              ...checked.headers,
              'X-Elastic-Api-Key-Expiration': new Date(apiKey.expiresAt).toISOString(),
            },
          },
    ...(caller.userName === '' ? {} : { userName: caller.userName }),
  }
}
