// Rows of the vendor's tag Comments: what people write beside a resource (ece-behaviour 4.11). Both generations have them.
import { CommentId, RESOURCE_KINDS } from '../ids.ts'
import { defineOperations, DEPLOYMENT_OPERATORS, operation, text } from '../operation.ts'
import { z } from '../zod.ts'

/**
 * Characters of one comment. The vendor's document names no limit; this one keeps every comment below the console's own
 * limit for a body (64 KB), whatever its script.
 */
export const COMMENT_LENGTH = 16_000

const MAX_VERSION = 256

/** The word is free in the document; these are the ones that it lists. */
const CommentedType = z.enum([...RESOURCE_KINDS, 'allocator', 'constructor', 'runner', 'proxy'])
/** A resource's id, or the address of a host. */
const CommentedId = z.string().check(z.regex(/^(?!\.{1,2}$)[A-Za-z0-9_.:-]{1,128}$/))

const target = { resource_type: CommentedType, resource_id: CommentedId }
const one = { ...target, comment_id: CommentId }
const Message = z.strictObject({
  message: z.string().check(z.minLength(1), z.maxLength(COMMENT_LENGTH)),
})
const Written = z.object({ id: z.string() })
const verb = { roles: DEPLOYMENT_OPERATORS, danger: 'routine' } as const

/** `version` is opaque; a change that names a stale one is refused (409 `comments.version_conflict`). */
export const CommentWithMeta = z.object({
  comment: z.object({ id: z.string(), user_id: z.string(), message: z.string() }),
  metadata: z.object({
    version: z.string(),
    created_time: z.string(),
    modified_time: z.string(),
  }),
})
export type CommentWithMeta = z.infer<typeof CommentWithMeta>

export const comments = defineOperations({
  listComment: operation({
    method: 'GET',
    path: '/comments/{resource_type}/{resource_id}',
    summary: 'List the comments on a resource, the last changed one first',
    params: target,
    response: z.object({ values: z.array(CommentWithMeta) }),
  }),
  createComment: operation({
    method: 'POST',
    path: '/comments/{resource_type}/{resource_id}',
    summary: 'Comment on a resource',
    params: target,
    body: Message,
    response: Written,
    ...verb,
  }),
  updateComment: operation({
    method: 'PUT',
    path: '/comments/{resource_type}/{resource_id}/{comment_id}',
    summary: 'Change a comment of your own',
    params: one,
    query: { version: text(MAX_VERSION) },
    body: Message,
    response: Written,
    ...verb,
  }),
  deleteComment: operation({
    method: 'DELETE',
    path: '/comments/{resource_type}/{resource_id}/{comment_id}',
    summary: 'Delete a comment of your own',
    params: one,
    query: { version: text(MAX_VERSION) },
    response: z.object({}),
    ...verb,
  }),
})
