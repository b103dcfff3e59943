// The reason of a change, left as a comment on the resource, for people who never open this console (policy
// `comment_reason`). It comes after the outcome, is tried once, and changes nothing about it: what became of it is in the
// story of the change.
import { buildRequest, operations, z } from '@ece/api-types'
import type { ChangeRequest, Changes } from '../changes/changes.ts'
import type { Ece } from '../forward/ece.ts'
import { describeError, type Log } from '../log.ts'
import type { Audit } from './audit.ts'

interface CommentParts {
  readonly audit: Pick<Audit, 'append' | 'story'>
  readonly eceFor: (installationId: string) => Ece
  readonly log: Log
}

interface Place {
  readonly type: string
  readonly id: string
}

const CLUSTER = /^\/clusters\/(elasticsearch|kibana)\/([^/?]+)/
const DEPLOYMENT = /^\/deployments\/([0-9a-f]{32})(?:\/([a-z_]+)\/([^/?]+))?(?:[/?]|$)/
const Resources = z.object({
  resources: z.record(
    z.string(),
    z.nullish(z.array(z.object({ id: z.string(), ref_id: z.nullish(z.string()) }))),
  ),
})
const { getDeployment, createComment } = operations
const TIMEOUT_MS = 10_000

/** The same changes, whose reasons are left as comments where the installation's policy says so. */
export function commentReasons(changes: Changes, { audit, eceFor, log }: CommentParts): Changes {
  const underWay = new Map<string, Promise<void>>()

  /** Comments are on resources; a deployment as a whole is commented on its Elasticsearch. */
  const findPlace = async (
    { request, session, requestId }: ChangeRequest,
    authorization: string,
  ): Promise<Place | undefined> => {
    const [, type, clusterId] = CLUSTER.exec(request.path) ?? []
    if (type !== undefined && clusterId !== undefined) return { type, id: clusterId }
    const [, deploymentId, kind, ref] = DEPLOYMENT.exec(request.path) ?? []
    if (deploymentId === undefined) return undefined
    const { method, path } = buildRequest(getDeployment, {
      params: { deployment_id: deploymentId },
    })
    const { body } = await eceFor(session.installation.id).json({
      method,
      path,
      authorization,
      requestId,
      timeoutMs: TIMEOUT_MS,
      maxBytes: getDeployment.maxBytes,
    })
    const { resources } = z.parse(Resources, body)
    const wanted = kind !== undefined && resources[kind] ? kind : 'elasticsearch'
    const all = resources[wanted] ?? []
    const found = all.find(({ ref_id: one }) => one === ref) ?? all[0]
    return found === undefined ? undefined : { type: wanted, id: found.id }
  }

  const leave = async (change: ChangeRequest, reason: string): Promise<string> => {
    const { session, requestId } = change
    const authorization = await session.authorization()
    const place = await findPlace(change, authorization)
    if (place === undefined) throw new Error('no resource to comment on')
    const { method, path, body } = buildRequest(createComment, {
      params: { resource_type: place.type, resource_id: place.id },
      body: { message: reason },
    })
    const { status } = await eceFor(session.installation.id).json({
      method,
      path,
      body,
      authorization,
      requestId,
      timeoutMs: TIMEOUT_MS,
      maxBytes: createComment.maxBytes,
      fresh: true,
    })
    if (status >= 300) throw new Error(`ECE answered ${status}`)
    return `${place.type}/${place.id}`
  }

  const mirror = async (change: ChangeRequest, reason: string): Promise<void> => {
    const { id, session, requestId } = change
    const entry = {
      stage: 'comment',
      action_id: id,
      installation: session.installation.id,
      user_name: session.user.user_name,
      session: session.sessionKey.slice(0, 8),
      request_id: requestId,
    } as const
    try {
      const story = await audit.story(id)
      // the same key again answers the stored outcome; the comment is there, or was tried
      if (story.some(({ stage }) => stage === 'comment')) return
      await audit.append({ ...entry, event: 'comment_begun' })
      const outcome = await leave(change, reason).then(
        (target) => ({ event: 'comment_left', target }),
        (error: unknown) => ({
          event: 'comment_failed',
          evidence: `The reason could not be left as a comment (${error instanceof Error ? error.name : 'unknown'}).`,
        }),
      )
      await audit.append({ ...entry, ...outcome })
    } catch (error) {
      log.warn({ change: id, ...describeError(error) }, 'a reason was not left as a comment')
    }
  }

  const isWanted = ({ session, request }: ChangeRequest) =>
    session.installation.policy.comment_reason && !request.path.startsWith('/comments/')

  return {
    ...changes,
    async run(change: ChangeRequest) {
      const reply = await changes.run(change)
      const { id, reason } = change
      if (reply.status < 300 && reason !== undefined && isWanted(change) && !underWay.has(id)) {
        underWay.set(
          id,
          mirror(change, reason).finally(() => underWay.delete(id)),
        )
      }
      return reply
    },
    async settled() {
      await changes.settled()
      await Promise.all(underWay.values())
    },
  }
}
