// A comment proves itself: the text that gives the recorded hash is the text that was sent.
import { z } from '@ece/api-types'
import type { Verdict } from './evidence.ts'
import type { ChangeRow } from './journal.ts'
import { plain } from './plain.ts'
import { hashRequest } from './request-hash.ts'

const Comments = z.object({
  values: z.array(
    z.object({
      comment: z.object({ id: z.string(), user_id: z.nullish(z.string()), message: z.string() }),
      metadata: z.nullish(z.object({ created_time: z.nullish(z.string()) })),
    }),
  ),
})

/** Path of the list that a comment stands in, as parameters of `listComment`. */
export function listOfComment(path: string) {
  const [, type, id, commentId] = /^\/comments\/([^/?]+)\/([^/?]+)(?:\/([^/?]+))?/.exec(path) ?? []
  if (type === undefined || id === undefined) return undefined
  const params = { resource_type: decodeURIComponent(type), resource_id: decodeURIComponent(id) }
  return { params, commentId: commentId && decodeURIComponent(commentId) }
}

/** `answer` is what `listComment` says. Throws when it says something else. */
export function judgeComments(change: ChangeRow, answer: unknown): Verdict {
  const { values } = z.parse(Comments, answer)
  const commentId = listOfComment(change.path)?.commentId
  const user = plain(change.user_name)
  if (change.operation === 'deleteComment') {
    const isThere = values.some(({ comment }) => comment.id === commentId)
    // only its author can delete a comment (ece-behaviour 4.11)
    return isThere
      ? { state: 'open', atLast: { state: 'no_trace', evidence: 'The comment is still there.' } }
      : { state: 'found', evidence: 'The comment is not there any more.' }
  }
  const written = values.filter(
    ({ comment }) =>
      comment.user_id === change.user_name &&
      (commentId === undefined || comment.id === commentId) &&
      hashRequest({ ...change, body: { message: comment.message } }) === change.request_hash,
  )
  if (written.length === 0) {
    const evidence = `ECE has no comment of ${user} with this text.`
    return { state: 'open', atLast: { state: 'no_trace', evidence } }
  }
  if (written.length > 1) {
    const evidence = `ECE has ${written.length} comments of ${user} with this text.`
    return { state: 'unknown', evidence }
  }
  return { state: 'found', evidence: `ECE has the comment of ${user} with this very text.` }
}
