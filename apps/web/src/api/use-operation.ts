// Changes from a component. A bulk action is one mutation too: every success makes everything on screen read again.
import { useMutation } from '@tanstack/react-query'
import { call } from './call.ts'
import type { CallOptions } from './call.ts'
import type { Input, Operation, Output } from '@ece/api-types'

/** `mutate({ input, idempotencyKey, reason, seenVersion })`; the error is an ApiError. Never repeated by itself. */
export const useOperation = <Op extends Operation>(operation: Op) =>
  useMutation<Output<Op>, Error, { input: Input<Op> } & CallOptions>({
    mutationFn: ({ input, ...options }) => call(operation, input, options),
  })
