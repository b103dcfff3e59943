// Comments on resources (ece-behaviour 4.11).
import { randomBytes } from 'node:crypto'
import { type Clock, Failure } from './context.ts'

export interface Comment {
  readonly id: string
  readonly userName: string
  readonly message: string
  /** Two counters joined by a bar, as ECE's own; opaque to clients. */
  readonly version: string
  /** Epoch milliseconds. */
  readonly created: number
  readonly lastModified: number
}

/** `type` is a free word in the document; it is part of the address only. */
export interface Target {
  readonly type: string
  readonly id: string
}

export interface Comments {
  /** Newest change first. */
  list(target: Target): readonly Comment[]
  create(target: Target, userName: string, message: string): Comment
  /** Throws 404; the two that follow also 401 for somebody else's comment and 409 for a stale version. */
  get(target: Target, id: string): Comment
  update(target: Target, id: string, change: Change & { message: string }): Comment
  delete(target: Target, id: string, change: Change): Comment
}

export interface Change {
  readonly userName: string
  /** Absent: the last writer wins. */
  readonly version: string | undefined
}

/** First of the two counters; what it counts is not established, so it stays as it is. */
const EPOCH = 8

const keyOf = ({ type, id }: Target) => JSON.stringify([type, id])

export function createComments(clock: Clock): Comments {
  const byTarget = new Map<string, Map<string, Comment>>()
  let changes = 0

  const on = (target: Target) => {
    const comments = byTarget.get(keyOf(target)) ?? new Map<string, Comment>()
    byTarget.set(keyOf(target), comments)
    return comments
  }

  const write = (
    target: Target,
    comment: Omit<Comment, 'version' | 'lastModified'>,
    lastModified: number,
  ): Comment => {
    changes += 1
    const written = { ...comment, version: `${EPOCH}|${changes}`, lastModified }
    // Deleting first keeps the map in order of change, so that equal times cannot swap
    on(target).delete(comment.id)
    on(target).set(comment.id, written)
    return written
  }

  const get = (target: Target, id: string): Comment => {
    const comment = byTarget.get(keyOf(target))?.get(id)
    if (comment !== undefined) return comment
    throw new Failure(404, 'comments.comment_does_not_exist', `There is no comment [${id}].`)
  }

  const claim = (target: Target, id: string, { userName, version }: Change): Comment => {
    const comment = get(target, id)
    if (comment.userName !== userName) {
      throw new Failure(401, 'comments.unauthorised', `The comment [${id}] is somebody else's.`)
    }
    if (version !== undefined && version !== comment.version) {
      throw new Failure(
        409,
        'comments.version_conflict',
        `The comment [${id}] is at version [${comment.version}], not [${version}].`,
      )
    }
    return comment
  }

  return {
    list: (target) => [...(byTarget.get(keyOf(target))?.values() ?? [])].toReversed(),
    create: (target, userName, message) => {
      const created = clock.now()
      const id = randomBytes(16).toString('hex')
      return write(target, { id, userName, message, created }, created)
    },
    get,
    update: (target, id, { message, ...change }) =>
      write(target, { ...claim(target, id, change), message }, clock.now()),
    delete: (target, id, change) => {
      const comment = claim(target, id, change)
      on(target).delete(id)
      return comment
    },
  }
}
