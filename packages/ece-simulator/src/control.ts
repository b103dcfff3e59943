// The control port: what only a test may do to an ECE. It is a server of its own on 127.0.0.1, off by default,
// so that no path of the API itself can ever reach it.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { z } from '@ece/api-types'
import type { Accounts } from './accounts.ts'
import { failureReply } from './answer.ts'
import type { ShiftableClock } from './clock.ts'
import { Failure, type Reply } from './context.ts'
import { describeIssue } from './decode.ts'
import { CUTS, type Faults } from './faults.ts'
import { readBody } from './listener.ts'
import type { RequestLog } from './request-log.ts'
import { vendorOperations } from './vendor-operations.ts'
import type { World } from './world.ts'

export interface ControlOptions {
  readonly accounts: Accounts
  readonly clock: ShiftableClock
  readonly faults: Faults
  readonly log: RequestLog
  readonly world: World
}

const operationIds = new Set(['*', ...vendorOperations.map(({ operationId }) => operationId)])
const milliseconds = z.number().check(z.gte(0))

const ClockChange = z.strictObject({ advance_ms: milliseconds })
const Revocation = z.strictObject({ user_name: z.string() })
/** `FaultOrder` of faults.ts. */
const Fault = z.strictObject({
  operation_id: z
    .string()
    .check(z.refine((id) => operationIds.has(id), 'is no operationId of the vendor, nor *')),
  path_includes: z.optional(z.string()),
  status: z.optional(z.int().check(z.gte(200), z.lte(599))),
  body: z.optional(z.unknown()),
  content_type: z.optional(z.string()),
  headers: z.optional(z.record(z.string(), z.string())),
  delay_ms: z.optional(milliseconds),
  cut: z.optional(z.enum(CUTS)),
  executes: z.optional(z.boolean()),
  apply_after_ms: z.optional(milliseconds),
  times: z.optional(z.int().check(z.gte(1))),
})

const refuse = (message: string) => new Failure(400, 'simulator.bad_control_request', message)

function parse<Value>(schema: z.core.$ZodType<Value>, body: unknown): Value {
  const parsed = z.safeParse(schema, body)
  if (parsed.success) return parsed.data
  throw refuse(parsed.error.issues.map(describeIssue).join('; '))
}

/** Changes behind everybody's back: what a colleague or a crash would do. */
const WorldChange = z.strictObject({ forget_deployment: z.string() })

function changeWorld(world: World, body: unknown): unknown {
  const { forget_deployment: id } = parse(WorldChange, body)
  if (!world.deployments.has(id)) {
    throw new Failure(404, 'simulator.no_such_deployment', `There is no deployment [${id}].`)
  }
  world.remove(id)
  return {}
}

type Command = (body: unknown) => unknown

const commands = ({
  accounts,
  clock,
  faults,
  log,
  world,
}: ControlOptions): Record<string, Command> => ({
  'GET /clock': () => ({ now: new Date(clock.now()).toISOString() }),
  'POST /clock': (body) => {
    clock.advance(parse(ClockChange, body).advance_ms)
    return { now: new Date(clock.now()).toISOString() }
  },
  'GET /faults': () => ({ faults: faults.waiting }),
  'POST /faults': (body) => {
    faults.order(parse(Fault, body))
    return { faults: faults.waiting }
  },
  'DELETE /faults': () => {
    faults.clear()
    return {}
  },
  'GET /requests': () => ({ requests: log.entries }),
  'GET /truth': () => ({ requests: log.truth }),
  'DELETE /requests': () => {
    log.clear()
    return {}
  },
  'POST /tokens/revoke': (body) => ({
    revoked: accounts.tokens.revoke(parse(Revocation, body).user_name),
  }),
  'POST /world': (body) => changeWorld(world, body),
})

async function run(table: Record<string, Command>, request: IncomingMessage): Promise<Reply> {
  const name = `${request.method ?? ''} ${request.url ?? ''}`
  const command = table[name]
  if (command === undefined) {
    throw new Failure(
      404,
      'simulator.no_such_command',
      `There is no command [${name}]; there are ${Object.keys(table).join(', ')}.`,
    )
  }
  const raw = await readBody(request)
  // A page in somebody's browser can send text/plain across origins, but not this without asking first
  if (request.method === 'POST' && request.headers['content-type'] !== 'application/json') {
    throw refuse('The content type must be application/json.')
  }
  let body: unknown
  try {
    body = raw === undefined || raw.length === 0 ? undefined : JSON.parse(raw.toString())
  } catch {
    throw refuse('The body is not valid JSON.')
  }
  return { status: 200, body: command(body) }
}

function send(response: ServerResponse, { status, body }: Reply): void {
  const payload = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(payload),
  })
  response.end(payload)
}

export function createControlListener(options: ControlOptions): RequestListener {
  const table = commands(options)
  return (request, response) => {
    run(table, request)
      .catch((error: unknown) => {
        if (error instanceof Failure) return failureReply(error)
        return failureReply(new Failure(500, 'simulator.internal_error', String(error)))
      })
      .then(
        (reply) => send(response, reply),
        () => response.destroy(),
      )
  }
}
