// One request to an ECE, from its place in the queue to the last byte of its answer.
import type { Dispatcher } from 'undici'
import { cut, tooLarge } from './answer-body.ts'
import { EceFailure, explainFailure, type Sent } from './ece-failure.ts'
import type { EceAnswer, EceHeaders, EceRequest } from './ece.ts'

export interface CallParts {
  readonly base: URL
  readonly request: EceRequest
  readonly resolve: (answer: EceAnswer | 'dead connection') => void
  readonly reject: (reason: Error) => void
  /** Called once, when all is over. `status` 0: no answer. */
  readonly finished: (status: number, seconds: number) => void
  /** Whether this error ended a connection that had answered before. */
  readonly wasKept: (error: Error) => boolean
}

/** What undici tells about a request. A class, because closures would be made anew for each. */
export class EceCall implements Dispatcher.DispatchHandler {
  readonly #parts: CallParts
  readonly #startedAt = performance.now()
  readonly #deadline: NodeJS.Timeout
  readonly #abort = () => this.#hangUp()
  #controller: Dispatcher.DispatchController | undefined
  #sent: Sent = 'no'
  #isOver = false
  #status = 0
  #headers: EceHeaders = {}
  #chunks: Buffer[] = []
  #size = 0

  constructor(parts: CallParts) {
    const { signal, timeoutMs } = parts.request
    this.#parts = parts
    this.#deadline = setTimeout(() => this.#giveUp(), timeoutMs)
    signal?.addEventListener('abort', this.#abort)
    if (signal?.aborted) this.#hangUp()
  }

  /** A connection is there, and the request is written when this returns: unless nobody waits any more. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isOver) {
      controller.abort(new Error('nobody waits any more'))
      return
    }
    this.#controller = controller
    this.#sent = 'maybe'
  }

  onResponseStart(
    _: unknown,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // informational answers come before the real one
    if (status >= 100 && status < 200) return
    this.#sent = 'yes'
    this.#status = status
    this.#headers = flatten(headers)
    const { base, request } = this.#parts
    const fault = findFault(status, this.#headers, request.maxBytes, base)
    if (fault !== undefined) this.#refuse(...fault)
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    this.#size += chunk.length
    this.#chunks.push(chunk)
    const { maxBytes } = this.#parts.request
    if (this.#size > maxBytes) this.#refuse('console.answer_too_large', tooLarge(maxBytes))
  }

  onResponseEnd(): void {
    if (!this.#finish()) return
    const [only] = this.#chunks
    const bytes = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks)
    this.#parts.resolve({ status: this.#status, headers: this.#headers, bytes })
  }

  onResponseError(_: unknown, error: NodeJS.ErrnoException): void {
    const { base, request, wasKept } = this.#parts
    const { host } = base
    if (error instanceof EceFailure) this.#fail(error)
    else if (this.#status > 0) this.#fail(cut(this.#status))
    else if (error.message === UPGRADED) {
      const why = 'wanted to switch protocols. Check the proxy in front of it.'
      this.#refuse('console.bad_answer', why)
    } else if (this.#sent === 'maybe' && mayRepeat(request) && wasKept(error)) {
      if (this.#finish()) this.#parts.resolve('dead connection')
    } else this.#fail(explainFailure(error, { host, sent: this.#sent }))
  }

  /** Answers whether it was not over before. */
  #finish(): boolean {
    if (this.#isOver) return false
    this.#isOver = true
    clearTimeout(this.#deadline)
    const { request, finished } = this.#parts
    request.signal?.removeEventListener('abort', this.#abort)
    finished(this.#status, (performance.now() - this.#startedAt) / 1_000)
    return true
  }

  #fail(reason: Error): void {
    if (!this.#finish()) return
    this.#parts.reject(reason)
    this.#controller?.abort(reason)
  }

  #refuse(code: Fault[0], why: string): void {
    const { host } = this.#parts.base
    this.#fail(new EceFailure(code, 'yes', `ECE at ${host} ${why}`, this.#status || undefined))
  }

  #hangUp(): void {
    // an abort's reason is an AbortError unless the caller gave another one
    const reason: unknown = this.#parts.request.signal?.reason
    this.#fail(reason instanceof Error ? reason : new Error('aborted'))
  }

  #giveUp(): void {
    const { base, request } = this.#parts
    const doing = this.#status > 0 ? 'did not finish its answer' : 'did not answer'
    const message = `ECE at ${base.host} ${doing} within ${request.timeoutMs / 1_000} s. Try again; if it stays slow, look at the load of the ECE.`
    this.#fail(
      new EceFailure('console.ece_timeout', this.#sent, message, this.#status || undefined),
    )
  }
}

/** How undici says that an answer was 101. */
const UPGRADED = 'bad upgrade'

const mayRepeat = (request: EceRequest) =>
  !request.fresh && (request.method === 'GET' || request.repeatable === true)

/** Headers that came twice are one list, which is then no longer what is looked for. */
function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): EceHeaders {
  const flat: Record<string, string | undefined> = {}
  for (const name in headers) {
    const value = headers[name]
    flat[name] = typeof value === 'object' ? value.join(', ') : value
  }
  return flat
}

type Fault = readonly [
  code: 'console.bad_answer' | 'console.not_an_ece' | 'console.answer_too_large',
  why: string,
]

/** What disqualifies an answer before its body is read. */
function findFault(
  status: number,
  headers: EceHeaders,
  maxBytes: number,
  base: URL,
): Fault | undefined {
  const { location, 'content-encoding': encoding, 'content-length': length } = headers
  if (status >= 300 && status < 400) {
    return ['console.not_an_ece', redirected(status, location, base)]
  }
  if (status < 200 || status > 599) {
    return ['console.bad_answer', `answered with status ${status}, which HTTP does not have.`]
  }
  if (encoding !== undefined && encoding !== 'identity') {
    const why = 'compressed its answer unasked. Check the proxy in front of it.'
    return ['console.bad_answer', why]
  }
  return Number(length) > maxBytes ? ['console.answer_too_large', tooLarge(maxBytes)] : undefined
}

function redirected(status: number, location: string | undefined, base: URL) {
  const target = URL.canParse(location ?? '', base.href)
    ? ` to ${new URL(location ?? '', base).origin}`
    : ''
  return `answered with a redirect (${status})${target}, which the ECE API never does. Check the address of the installation; redirects are not followed.`
}
