// Calls of the ECE API, by row of the table. `buildRequest` makes the address; here only the installation and the
// headers of a change are added.
import { buildRequest } from '@ece/api-types'
import { send } from './client.ts'
import { currentInstallation } from './installation.ts'
import type { Answer, SendOptions } from './client.ts'
import type { AnyInput, Input, Operation, Output } from '@ece/api-types'

export interface CallOptions extends SendOptions {
  /** Of a change: see change-headers.ts. Without them it gets a key of its own. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** The server answers with its own error when the row's time is over; the browser waits a little longer than that. */
const GRACE_SECONDS = 10

/** Like `call`, with the time at which the answer was read from ECE. */
export function callWithAge(
  operation: Operation,
  input: AnyInput,
  options: CallOptions = {},
): Promise<Answer> {
  const request = buildRequest(operation, input)
  return send({
    method: request.method,
    path: `/api/${currentInstallation().id}${request.path}`,
    body: request.body,
    headers:
      operation.danger === 'read'
        ? {}
        : { 'Idempotency-Key': crypto.randomUUID(), ...options.headers },
    timeout: operation.timeout + GRACE_SECONDS,
    signal: options.signal,
    background: options.background,
  })
}

/**
 * Calls one operation on the installation of this page. Throws ApiError; `InvalidInput` when a parameter cannot be
 * sent. Nothing is repeated: reads are by `q`, changes by the operator.
 */
export async function call<Op extends Operation>(
  operation: Op,
  input: Input<Op>,
  options: CallOptions = {},
): Promise<Output<Op>> {
  // Input<Op> is AnyInput with the row's own names; generic code cannot see that
  const { data } = await callWithAge(operation, input as AnyInput, options)
  // the server has checked the answer against the row's schema (502 console.contract_mismatch)
  return data as Output<Op>
}
