// What the log line of a request says. Handlers note what they learn; nothing else about a request is ever logged.
import type { ServerResponse } from 'node:http'

export interface RequestFacts {
  readonly requestId: string
  /** Row name or the console's own route, such as `restartDeploymentEsResource` or `POST /bff/session`. */
  row?: string
  installation?: string
  /** First 8 characters of the session key. */
  session?: string
  /** ECE's id of the call, when it sent one. */
  eceRequestId?: string
  /** Code of the answered error. */
  errorCode?: string
}

const facts = new WeakMap<ServerResponse, RequestFacts>()

export function startFacts(response: ServerResponse, requestId: string): RequestFacts {
  const created: RequestFacts = { requestId }
  facts.set(response, created)
  return created
}

/** Never fails: a response that was not announced gets facts without a request id. */
export const factsOf = (response: ServerResponse): RequestFacts =>
  facts.get(response) ?? startFacts(response, '')
