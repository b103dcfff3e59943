// What the log line of a request says. Handlers note what they learn; nothing else about a request is ever logged.
import type { ServerResponse } from 'node:http'

export interface RequestFacts {
  readonly requestId: string
  /** Row name or the console's own route, such as `restartDeploymentEsResource` or `POST /bff/session`. */
  row: string | undefined
  installation: string | undefined
  /** First 8 characters of the session key. */
  session: string | undefined
  /** ECE's id of the call, when it sent one. */
  eceRequestId: string | undefined
  /** Code of the answered error. */
  errorCode: string | undefined
}

/** A property of the response: a WeakMap with an entry per request is what the garbage collector would then work on. */
const FACTS = Symbol('facts')
type Noted = ServerResponse & { [FACTS]?: RequestFacts }

export function startFacts(response: Noted, requestId: string): RequestFacts {
  const created: RequestFacts = {
    requestId,
    row: undefined,
    installation: undefined,
    session: undefined,
    eceRequestId: undefined,
    errorCode: undefined,
  }
  response[FACTS] = created
  return created
}

/** Never fails: a response that was not announced gets facts without a request id. */
export const factsOf = (response: Noted): RequestFacts =>
  response[FACTS] ?? startFacts(response, '')
