// Rules about comments, without a screen.
import type { CommentWithMeta, ResourceKind } from '@ece/api-types'
import { parseTime } from '../../lib/dates.ts'
import { clip, joinWords, plural } from '../../lib/text.ts'

/** A resource that carries comments. ECE has none on a whole deployment: its document lists resources and hosts. */
export interface NoteTarget {
  readonly id: string
  /** `Elasticsearch`. */
  readonly name: string
  readonly params: { readonly resource_type: ResourceKind; readonly resource_id: string }
}

const MAX_AUTHOR = 60

export const authorOf = ({ comment: { user_id } }: CommentWithMeta): string =>
  user_id.trim() === '' ? 'unknown' : clip(user_id, MAX_AUTHOR)

/** Newest first by when they were written, so that an edit moves nothing; ECE sorts by the last change. */
export const newestFirst = (all: readonly CommentWithMeta[]): CommentWithMeta[] =>
  all.toSorted(
    (a, b) => (parseTime(b.metadata.created_time) ?? 0) - (parseTime(a.metadata.created_time) ?? 0),
  )

/** Two times of one writing may differ by a little; nobody edits within a second. */
const SAME_WRITING_MS = 1000

export const isEdited = ({ metadata: { created_time, modified_time } }: CommentWithMeta): boolean =>
  (parseTime(modified_time) ?? 0) - (parseTime(created_time) ?? 0) > SAME_WRITING_MS

/** `ops2 wrote a comment while you were writing yours.`; `undefined` when nobody else did. */
export function sayNewer(
  all: readonly CommentWithMeta[],
  since: number,
  me: string,
): string | undefined {
  const newer = all.filter(
    (each) => each.comment.user_id !== me && (parseTime(each.metadata.modified_time) ?? 0) > since,
  )
  const [first, ...others] = [...new Set(newer.map(authorOf))]
  if (first === undefined) return undefined
  const who = others.length > 2 ? [first, plural(others.length, 'other')] : [first, ...others]
  return `${joinWords(who)} wrote here while you were writing. Read it below before you add yours.`
}
