// `PUT /deployments/{deployment_id}` (ece-behaviour 4.4).
import { isPlatformAdmin, sourceOf } from '../asker.ts'
import { changePlan } from '../change-plan.ts'
import { type Context, Failure, type Reply, resourceHeaders } from '../context.ts'
import { creation, newResource, queueKibanaPlans } from '../create.ts'
import { deploymentSettings, readAlias, readTags } from '../deployment-body.ts'
import { orphaned, resourceRef } from '../deployment.ts'
import { isRecord } from '../kinds.ts'
import { findDeployment } from '../lookup.ts'
import type { Deployment, Resource, Source } from '../model.ts'
import { type Payload, readPayloads } from '../payload.ts'
import { illegalState, restrictedParameter } from '../refusals.ts'
import { makeRoom, runInOrder, type Task } from '../run-plan.ts'
import { shutDown } from '../shutdown.ts'
import { createdRef, diagnosticsOf } from './create-deployment.ts'

/** Code and status of a stale version are not established (Appendix A); these follow the other conflicts. */
function checkVersion({ query }: Context, { id, version }: Deployment): void {
  const expected = query['version']
  if (typeof expected !== 'string' || expected === String(version)) return
  throw new Failure(
    409,
    'deployments.version_conflict',
    `The deployment [${id}] has version [${version}], not [${expected}]: somebody changed it in the meantime.`,
  )
}

interface Change {
  readonly payload: Payload
  readonly resource: Resource
  readonly isNew: boolean
}

const planChange = (deployment: Deployment, payload: Payload, at: number): Change => {
  const old = deployment.resources.find(
    ({ kind, ref_id }) => kind === payload.kind && ref_id === payload.ref_id,
  )
  return {
    payload,
    resource: old ?? newResource(deployment, payload, at),
    isNew: old === undefined,
  }
}

/** Everything that can be refused is refused before anything happens. */
function refuseIllegal(
  context: Context,
  deployment: Deployment,
  touched: readonly Resource[],
): void {
  for (const resource of touched) {
    makeRoom(context.world, deployment, resource)
    if (resource.status === 'stopped') {
      throw illegalState(resource, 'it is shut down: restore it before changing its plan')
    }
  }
}

function taskOf(context: Context, deployment: Deployment, change: Change, source: Source): Task {
  const { world, query } = context
  const { payload, resource } = change
  // it has never come up: this is another try at creating it
  if (resource.applied === undefined) return creation(world, deployment, resource, payload, source)
  const skip_snapshot = query['skip_snapshot'] === true
  return {
    resource,
    begin: (at) =>
      changePlan(world, deployment, resource, { plan: payload.plan, source, skip_snapshot }, at),
  }
}

/** Name, alias, metadata and settings change at once and without a plan. */
function applyRecord(
  context: Context,
  deployment: Deployment,
  body: Record<string, unknown>,
): void {
  const { world, generation } = context
  const metadata = isRecord(body['metadata']) ? body['metadata'] : {}
  for (const member of ['hidden', 'system_owned'] as const) {
    const value = metadata[member]
    if (typeof value !== 'boolean' || value === deployment[member]) continue
    if (!isPlatformAdmin(context)) throw restrictedParameter(`metadata.${member}`)
  }
  const alias = readAlias(world, body['alias'], deployment)
  const tags = readTags(metadata['tags'])
  const settings = deploymentSettings(generation, deployment.settings, body['settings'])
  if (typeof metadata['hidden'] === 'boolean') deployment.hidden = metadata['hidden']
  if (typeof metadata['system_owned'] === 'boolean')
    deployment.system_owned = metadata['system_owned']
  if (typeof body['name'] === 'string' && body['name'] !== '') rename(deployment, body['name'])
  if (alias !== undefined) deployment.alias = alias
  if (tags !== undefined) deployment.tags = tags
  if (settings !== undefined) deployment.settings = settings
}

/** Clusters carry the deployment's name unless somebody gave them another. */
function rename(deployment: Deployment, name: string): void {
  for (const resource of deployment.resources) {
    if (resource.name === undefined || resource.name === deployment.name) resource.name = name
  }
  deployment.name = name
}

const isPruned =
  (changes: readonly Change[], body: Record<string, unknown>) => (resource: Resource) =>
    body['prune_orphans'] === true &&
    body['resources'] !== undefined &&
    resource.status !== 'stopped' &&
    !changes.some((change) => change.resource === resource)

export function updateDeployment(context: Context): Reply {
  const { world, caller, params, query, generation } = context
  const deployment = findDeployment(world, caller, params['deployment_id'])
  checkVersion(context, deployment)
  const body = isRecord(context.body) ? context.body : {}
  const at = world.now()
  const changes = readPayloads(world, body['resources'], deployment.resources).map((payload) =>
    planChange(deployment, payload, at),
  )
  const existing = changes.filter(({ isNew }) => !isNew).map(({ resource }) => resource)
  const orphans = deployment.resources.filter(isPruned(changes, body))
  refuseIllegal(context, deployment, existing)
  for (const orphan of orphans) makeRoom(world, deployment, orphan)
  if (query['validate_only'] === true) return validated(context, deployment, changes, orphans)

  applyRecord(context, deployment, body)
  const source = sourceOf(context)
  const added = changes.filter(({ isNew }) => isNew).map(({ resource }) => resource)
  deployment.resources = [...deployment.resources, ...added]
  for (const { payload, resource } of changes) {
    if (payload.settings !== undefined)
      resource.settings = { ...resource.settings, ...payload.settings }
  }
  shutDown(world, deployment, orphans, { source, skip_snapshot: query['skip_snapshot'] === true })
  queueKibanaPlans(world, deployment, added, source)
  runInOrder(
    world,
    deployment,
    changes.map((change) => taskOf(context, deployment, change, source)),
  )
  deployment.modified = at
  deployment.version += 1
  const { id, name, alias } = deployment
  world.touch(deployment)
  return {
    status: 200,
    body: {
      id,
      name,
      ...(alias === undefined ? {} : { alias }),
      shutdown_resources: orphaned(generation, deployment, orphans),
      resources: deployment.resources.map((resource) =>
        added.includes(resource)
          ? createdRef(deployment, resource)
          : resourceRef(deployment, resource),
      ),
    },
    headers: resourceHeaders({
      version: deployment.version,
      created: deployment.created,
      lastModified: deployment.modified,
    }),
  }
}

function validated(
  { generation }: Context,
  deployment: Deployment,
  changes: readonly Change[],
  orphans: readonly Resource[],
): Reply {
  const { id, name, resources } = deployment
  const payloadsOf = (isNew: boolean) =>
    changes.filter((change) => change.isNew === isNew).map(({ payload }) => payload)
  return {
    status: 200,
    body: {
      id,
      name,
      resources: resources.map((resource) => resourceRef(deployment, resource)),
      shutdown_resources: orphaned(generation, deployment, orphans),
      diagnostics: {
        creates: diagnosticsOf(payloadsOf(true)),
        updates: diagnosticsOf(payloadsOf(false)),
      },
    },
  }
}
