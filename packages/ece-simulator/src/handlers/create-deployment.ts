// `POST /deployments` (ece-behaviour 4.3).
import { isPlatformAdmin, sourceOf } from '../asker.ts'
import { type Catalogue, latestVersion } from '../catalogue.ts'
import { type Context, Failure, type Reply, resourceHeaders } from '../context.ts'
import { creation, newResource, queueKibanaPlans } from '../create.ts'
import { resourceRef } from '../deployment.ts'
import { isRecord } from '../kinds.ts'
import type { Deployment, Resource } from '../model.ts'
import { type Payload, readPayloads } from '../payload.ts'
import { freshHex, freshPassword } from '../random.ts'
import { invalidData, restrictedParameter } from '../refusals.ts'
import { runInOrder } from '../run-plan.ts'
import { deploymentSettings, readAlias, readTags } from '../deployment-body.ts'
import { templateResources } from '../template-resources.ts'
import type { World } from '../world.ts'

const REQUEST_ID_LENGTHS = { min: 32, max: 128 }

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

function readRequestId({ query }: Context): string | undefined {
  const id = text(query['request_id'])
  if (id === undefined) return undefined
  const { min, max } = REQUEST_ID_LENGTHS
  if (id.length >= min && id.length <= max) return id
  throw invalidData(
    `The request_id must have ${min} to ${max} characters, not ${id.length}.`,
    'request_id',
  )
}

/** Elasticsearch without a version takes that of the request, or the newest one on offer. */
function withDefaultVersion(resources: Record<string, unknown>, version: string) {
  const { elasticsearch } = resources
  if (!Array.isArray(elasticsearch)) return resources
  return {
    ...resources,
    elasticsearch: elasticsearch.map((item: unknown) => {
      const plan = isRecord(item) ? item['plan'] : undefined
      if (!isRecord(item) || !isRecord(plan)) return item
      const own = isRecord(plan['elasticsearch']) ? plan['elasticsearch'] : {}
      return { ...item, plan: { ...plan, elasticsearch: { version, ...own } } }
    }),
  }
}

/** Resources of the body win over those of the template. */
function requestedResources(
  catalogue: Catalogue,
  body: Record<string, unknown>,
  template?: string,
) {
  const version = text(body['version']) ?? latestVersion(catalogue) ?? ''
  const given = isRecord(body['resources']) ? body['resources'] : {}
  const filled =
    template === undefined ? given : templateResources(catalogue, template, version, given)
  return withDefaultVersion(filled, version)
}

/** Passwords are shown here and never again. */
const secretsOf = ({ kind }: Resource) => {
  if (kind === 'elasticsearch')
    return { credentials: { username: 'elastic', password: freshPassword() } }
  return kind === 'apm' || kind === 'integrations_server' ? { secret_token: freshPassword() } : {}
}

/** A resource as the answer to its creation shows it. */
export const createdRef = (deployment: Deployment, resource: Resource) => ({
  ...resourceRef(deployment, resource),
  ...secretsOf(resource),
})

/** `diagnostics` of `validate_only`: what would be done, in the platform's own words, which are free JSON. */
export const diagnosticsOf = (payloads: readonly Payload[]) => {
  const byKind: Record<string, unknown[]> = {}
  for (const {
    kind,
    ref_id,
    elasticsearch_cluster_ref_id: target,
    display_name,
    plan,
  } of payloads) {
    const entry = {
      ref_id,
      ...(target === undefined ? {} : { elasticsearch_cluster_ref_id: target }),
      display_name: display_name ?? ref_id,
      backend_plan: { plan },
    }
    byKind[kind] = [...(byKind[kind] ?? []), entry]
  }
  return byKind
}

function build(context: Context, body: Record<string, unknown>): Deployment {
  const { world, caller, generation } = context
  const at = world.now()
  const id = freshHex()
  const metadata = isRecord(body['metadata']) ? body['metadata'] : {}
  if (metadata['system_owned'] === true && !isPlatformAdmin(context)) {
    throw restrictedParameter('system_owned')
  }
  const alias = readAlias(world, body['alias'], undefined)
  const tags = readTags(metadata['tags'])
  const settings = deploymentSettings(generation, undefined, body['settings'])
  return {
    id,
    name: text(body['name']) ?? id,
    ...(alias === undefined ? {} : { alias }),
    created: at,
    modified: at,
    plan_modified: at,
    version: 1,
    owner_id: caller.userName,
    system_owned: metadata['system_owned'] === true,
    hidden: false,
    ...(tags === undefined ? {} : { tags }),
    ...(settings === undefined ? {} : { settings }),
    resources: [],
    followers: [],
    alerts: [],
    revision: 0,
  }
}

/** The second call with a `request_id` starts nothing and shows no password. */
function repeated(world: World, request_id: string | undefined): Reply | undefined {
  const seen = request_id === undefined ? undefined : world.creations.get(request_id)
  if (seen === undefined) return undefined
  const deployment = world.deployments.get(seen.deployment_id)
  const { id, name } = deployment ?? { id: seen.deployment_id, name: seen.deployment_id }
  const resources = deployment?.resources.map((own) => resourceRef(deployment, own)) ?? []
  return { status: 202, body: { id, name, created: false, resources } }
}

export function createDeployment(context: Context): Reply {
  const { world, query } = context
  const request_id = readRequestId(context)
  const again = repeated(world, request_id)
  if (again !== undefined) return again
  const body = isRecord(context.body) ? context.body : {}
  if (body['region'] !== undefined) requireRegion(body['region'])
  const requested = requestedResources(world.catalogue, body, text(query['template_id']))
  const payloads = readPayloads(world, requested, [])
  if (!payloads.some(({ kind }) => kind === 'elasticsearch')) {
    throw new Failure(
      400,
      'clusters.cluster_invalid_plan',
      'A deployment needs an Elasticsearch resource.',
      ['resources.elasticsearch'],
    )
  }
  const deployment = build(context, body)
  const { id, name, alias } = deployment
  const named = { id, name, ...(alias === undefined ? {} : { alias }) }
  if (query['validate_only'] === true) {
    const diagnostics = { creates: diagnosticsOf(payloads) }
    return { status: 200, body: { ...named, created: false, resources: [], diagnostics } }
  }
  const source = sourceOf(context)
  const pairs = payloads.map((payload) => ({
    payload,
    resource: newResource(deployment, payload, deployment.created),
  }))
  deployment.resources = pairs.map(({ resource }) => resource)
  world.add(deployment)
  if (request_id !== undefined) world.creations.set(request_id, { deployment_id: id })
  queueKibanaPlans(world, deployment, deployment.resources, source)
  runInOrder(
    world,
    deployment,
    pairs.map(({ payload, resource }) => creation(world, deployment, resource, payload, source)),
  )
  const resources = deployment.resources.map((resource) => createdRef(deployment, resource))
  const { version, created, modified } = deployment
  return {
    status: 201,
    body: { ...named, created: true, resources },
    headers: resourceHeaders({ version, created, lastModified: modified }),
  }
}

function requireRegion(region: unknown): void {
  if (region === 'ece-region') return
  throw invalidData(`The region [${String(region)}] is unknown here.`, 'region')
}
