// Comments (ece-behaviour 4.11).
import type { ServerContext, ServerHandler } from '../answer.ts'
import type { Comment, Target } from '../comments.ts'
import { Failure, resourceHeaders, seesSystemOwned } from '../context.ts'

const iso = (milliseconds: number) => new Date(milliseconds).toISOString()

const wireComment = ({ id, userName, message }: Comment) => ({ id, user_id: userName, message })

const targetOf = ({ params: { resource_type = '', resource_id = '' } }: ServerContext): Target => ({
  type: resource_type,
  id: resource_id,
})

const changeOf = ({ caller, query }: ServerContext) => ({
  userName: caller.userName,
  version: typeof query['version'] === 'string' ? query['version'] : undefined,
})

// decodeBody has checked the member against rows.ts
const messageOf = ({ body }: ServerContext) => (body as { message: string }).message

/** Hosts run several roles, so what an allocator's address names is a runner, a proxy or a constructor as well. */
const HOST_TYPES = new Set(['allocator', 'constructor', 'runner', 'proxy'])

function exists({ type, id }: Target, { world, caller }: ServerContext): boolean {
  if (HOST_TYPES.has(type)) {
    return world.allocators.some((allocator) => allocator.allocator_id === id)
  }
  return [...world.deployments.values()].some((deployment) => {
    if (deployment.system_owned && !seesSystemOwned(caller)) return false
    // The word is free in the document; the vendor's own console also comments on whole deployments
    if (type === 'deployment') return deployment.id === id
    return deployment.resources.some((resource) => resource.kind === type && resource.id === id)
  })
}

export const commentHandlers = {
  listComment: (context) => ({
    status: 200,
    body: {
      values: context.comments.list(targetOf(context)).map((comment) => ({
        comment: wireComment(comment),
        metadata: {
          version: comment.version,
          created_time: iso(comment.created),
          modified_time: iso(comment.lastModified),
        },
      })),
    },
  }),

  createComment: (context) => {
    const target = targetOf(context)
    if (!exists(target, context)) {
      throw new Failure(
        404,
        'comments.resource_does_not_exist',
        `There is no resource [${target.id}] of type [${target.type}].`,
      )
    }
    const comment = context.comments.create(target, context.caller.userName, messageOf(context))
    return { status: 201, body: wireComment(comment), headers: resourceHeaders(comment) }
  },

  getComment: (context) => {
    const comment = context.comments.get(targetOf(context), context.params['comment_id'] ?? '')
    return { status: 200, body: wireComment(comment), headers: resourceHeaders(comment) }
  },

  updateComment: (context) => {
    const comment = context.comments.update(targetOf(context), context.params['comment_id'] ?? '', {
      ...changeOf(context),
      message: messageOf(context),
    })
    return { status: 200, body: wireComment(comment), headers: resourceHeaders(comment) }
  },

  deleteComment: (context) => {
    const id = context.params['comment_id'] ?? ''
    const comment = context.comments.delete(targetOf(context), id, changeOf(context))
    return { status: 200, body: {}, headers: resourceHeaders(comment) }
  },
} satisfies Readonly<Record<string, ServerHandler>>
