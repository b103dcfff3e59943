// Sockets: reads requests, lets `answer` decide, and sends, breaks or delays what it decided.
import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { answer, type Ece, failureReply, notFound } from './answer.ts'
import { Failure, type Reply } from './context.ts'
import {
  chaosFault,
  type Cut,
  executes,
  type FaultOrder,
  type Faults,
  replacesAnswer,
} from './faults.ts'
import type { LoggedRequest, RequestLog } from './request-log.ts'
import type { Route, Router } from './routing.ts'

export interface ListenerOptions {
  readonly ece: Ece
  readonly router: Router
  readonly faults: Faults
  readonly log: RequestLog
  /** Milliseconds before every answer. */
  readonly latency: number
  /** Percent of calls that go wrong. */
  readonly chaos: number
}

/** Larger than any template or plan. */
const MAX_BODY_BYTES = 4 * 1024 * 1024

/** `undefined`: larger than the cap. Rejects when the caller hangs up in the middle. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  // Without an encoding set, a request yields buffers
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    // Read on without keeping: leaving the loop would destroy the socket before the refusal is sent
    if (size <= MAX_BODY_BYTES) chunks.push(chunk)
  }
  return size > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks)
}

interface Wire {
  readonly status: number
  readonly headers: Record<string, string>
  readonly payload: Buffer
}

const toWire = ({ status, body, headers }: Reply): Wire => ({
  status,
  headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  payload: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
})

function faultToWire(fault: FaultOrder): Wire {
  const { body, status = body === undefined ? 500 : 200 } = fault
  const ordered = new Failure(status, 'simulator.fault', 'This failure was ordered.')
  const wire = toWire(body === undefined ? failureReply(ordered) : { status, body })
  const type = fault.content_type
  return {
    ...wire,
    headers: { ...wire.headers, ...(type && { 'content-type': type }), ...fault.headers },
    payload: typeof body === 'string' ? Buffer.from(body) : wire.payload,
  }
}

function send(response: ServerResponse, wire: Wire, cut?: Cut): void {
  if (cut === 'before_status') {
    response.destroy()
    return
  }
  response.writeHead(wire.status, {
    'x-request-id': randomBytes(16).toString('hex'),
    ...wire.headers,
    // 204 and 304 must not have one
    ...([204, 304].includes(wire.status) ? {} : { 'content-length': wire.payload.length }),
  })
  if (cut === undefined) {
    // Node leaves the body of an answer to HEAD away by itself
    response.end(wire.payload)
    return
  }
  response.flushHeaders()
  if (cut === 'mid_body') {
    response.write(wire.payload.subarray(0, Math.floor(wire.payload.length / 2)))
  }
  // Not destroy(): what was written must arrive before the end does
  response.socket?.destroySoon()
}

const NOTHING: Wire = { status: 0, headers: {}, payload: Buffer.alloc(0) }

export function createListener(options: ListenerOptions): RequestListener {
  const { ece, router, faults, log, latency, chaos } = options

  const respond = async (
    request: IncomingMessage,
    response: ServerResponse,
    entry: LoggedRequest,
  ): Promise<void> => {
    const { method, path: target } = entry
    const finish = (wire: Wire, cut?: Cut) => {
      if (entry.aborted) return
      if (cut !== 'before_status') entry.status = wire.status
      if (cut !== undefined) entry.cut = cut
      // clients measure a token's life against this header, so it must follow the clock that ends tokens
      response.setHeader('date', new Date(ece.clock.now()).toUTCString())
      send(response, wire, cut)
    }

    const raw = await readBody(request)
    if (raw === undefined) {
      const tooLarge = new Failure(
        413,
        'simulator.body_too_large',
        `The request body is larger than ${MAX_BODY_BYTES} bytes.`,
      )
      const reply = failureReply(tooLarge)
      return finish(toWire({ ...reply, headers: { ...reply.headers, connection: 'close' } }))
    }
    if (raw.length > 0) entry.body_sha256 = createHash('sha256').update(raw).digest('hex')
    if (latency > 0) await wait(latency, undefined, { ref: false })

    if (method === 'OPTIONS') {
      const methods = router.methodsOf(target)
      const reply = { status: 204, headers: { allow: [...methods, 'OPTIONS'].join(', ') } }
      return finish(toWire(methods.length === 0 ? notFound() : reply))
    }
    // What a GET answers, without its body
    const route = router.match(method === 'HEAD' ? 'GET' : method, target)
    if (route === undefined) return finish(toWire(notFound()))
    entry.operation_id = route.operation.id

    const fault = faults.take(route.operation.id, target) ?? chaosFault(chaos)
    if (fault?.apply_after_ms !== undefined) {
      finish(NOTHING, 'before_status')
      await wait(fault.apply_after_ms, undefined, { ref: false })
      work(request, route, raw, undefined, entry)
      return
    }
    const wire = work(request, route, raw, fault, entry)
    if (fault?.delay_ms !== undefined) await wait(fault.delay_ms, undefined, { ref: false })
    finish(wire, fault?.cut)
  }

  const work = (
    request: IncomingMessage,
    route: Route,
    raw: Buffer,
    fault: FaultOrder | undefined,
    entry: LoggedRequest,
  ): Wire => {
    if (fault !== undefined && !executes(fault)) return faultToWire(fault)
    const { reply, userName } = answer(ece, route, request.headers.authorization, raw)
    if (userName !== undefined) entry.user_name = userName
    if (entry.method !== 'GET' && reply.status < 300) entry.effect_at = ece.clock.now()
    return fault !== undefined && replacesAnswer(fault) ? faultToWire(fault) : toWire(reply)
  }

  return (request, response) => {
    const { 'x-request-id': id } = request.headers
    const entry: LoggedRequest = {
      at: ece.clock.now(),
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      ...(typeof id === 'string' ? { request_id: id } : {}),
      header_names: request.rawHeaders
        .filter((_, i) => i % 2 === 0)
        .map((name) => name.toLowerCase()),
    }
    log.add(entry)
    response.on('close', () => {
      if (entry.status === undefined && entry.cut === undefined) entry.aborted = true
    })
    respond(request, response, entry).catch(() => {
      // The caller hung up while sending; there is nobody to answer
      response.destroy()
    })
  }
}
