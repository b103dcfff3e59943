// Builds a deployment that has been running for a while, as if it had been made by the calls themselves.
import type { ResourceKind } from '@ece/api-types'
import { allocate, compare } from '../allocation.ts'
import { deploymentSettings } from '../deployment-body.ts'
import { slotsOf } from '../instances.ts'
import type { Deployment, Instance, Plan, Resource, Snapshots, Tag } from '../model.ts'
import { createRandom, type Random } from '../random.ts'
import { SNAPSHOT_INTERVAL } from '../snapshots.ts'
import type { World } from '../world.ts'
import { addPast } from './past.ts'
import { elasticsearchPlan, type Size, statelessPlan, type Tier } from './plans.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
export const GB = 1024

/** A deployment to be built; sizes in MB per zone. */
export interface Spec {
  /** Ids follow from it, so that they stay when others come and go. */
  readonly key: string
  /** Absent: nobody named it. */
  readonly name?: string
  readonly version: string
  readonly template?: string
  readonly tiers: Readonly<Partial<Record<Tier, Size>>>
  /** Kibana of 1 GB unless said otherwise; `false` for none. */
  readonly kibana?: Size | false
  readonly others?: Readonly<Partial<Record<ResourceKind, Size>>>
  readonly owner?: string
  readonly ageDays?: number
  readonly alias?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly settings?: Readonly<Record<string, unknown>>
  /** `false`: none is configured, and no snapshot was ever taken. */
  readonly repository?: string | false
  /** The platform's own: ids are equal, ref ids have no prefix (ece-behaviour 3.1). */
  readonly system?: boolean
  readonly hidden?: boolean
}

const hash = (text: string) =>
  [...text].reduce((sum, char) => Math.imul(sum, 31) + (char.codePointAt(0) ?? 0), 17)

const DEFAULT_KIBANA: Size = [GB, 1]
const MAX_SHARDS_PER_NODE = 120

function snapshotsFor(repository: string | false, random: Random, now: number): Snapshots {
  if (repository === false) return { enabled: false, interval: SNAPSHOT_INTERVAL, count: 0 }
  const last_success = now - random.between(1, SNAPSHOT_INTERVAL - 1)
  return {
    repository,
    enabled: true,
    interval: SNAPSHOT_INTERVAL,
    count: random.between(40, 100),
    last_success,
    running_since: last_success,
  }
}

const snapshotSettings = (repository: string | false) =>
  repository === false
    ? { enabled: false }
    : {
        enabled: true,
        interval: '30 min',
        retention: { snapshots: 100, max_age: '7 d' },
        repository: { reference: { repository_name: repository } },
        suspended: [],
        slm: false,
      }

const DEDICATED_MASTERS_THRESHOLD = 6

/** Starts every instance of the resource's plan. Throws when the allocators lack the room: a seed must fit. */
export function populate(
  world: World,
  deployment: Deployment,
  resource: Resource,
  plan: Plan,
  version: string,
): void {
  const changes = compare(resource, slotsOf(resource.kind, plan, world.sizings), world.placement)
  const { instances, failure } = allocate(deployment, resource, changes, version, world.placement)
  if (failure !== undefined) throw new Error(`The seed does not fit: ${failure.message}`)
  for (const instance of instances) {
    instance.container_started = true
    instance.service_running = true
    instance.maintenance_mode = false
  }
  resource.instances.push(...instances)
}

interface Part {
  readonly kind: ResourceKind
  readonly plan: Plan
}

function buildResource(
  world: World,
  deployment: Deployment,
  { kind, plan }: Part,
  spec: Spec,
  random: Random,
): Resource {
  const { system = false, repository = 'minio-prod' } = spec
  const isSearch = kind === 'elasticsearch'
  const prefix = system ? '' : 'main-'
  const resource: Resource = {
    kind,
    ref_id: prefix + kind,
    id: system && isSearch ? deployment.id : random.hex(),
    ...(isSearch ? {} : { elasticsearch_cluster_ref_id: `${prefix}elasticsearch` }),
    ...(spec.name === undefined ? {} : { name: spec.name }),
    status: 'started',
    instances: [],
    next_instance: 0,
    next_attempt: 0,
    history: [],
    plan_healthy: true,
    ...(isSearch ? { snapshots: snapshotsFor(repository, random, world.now()) } : {}),
    shards: 0,
    lost_shards: 0,
    unassigned_replicas: 0,
    settings: {
      metadata: { name: spec.name ?? deployment.id },
      ...(isSearch
        ? {
            dedicated_masters_threshold: DEDICATED_MASTERS_THRESHOLD,
            snapshot: snapshotSettings(repository),
          }
        : {}),
    },
    version: 0,
    modified: deployment.created,
  }
  populate(world, deployment, resource, plan, spec.version)
  if (isSearch) resource.shards = random.between(8, MAX_SHARDS_PER_NODE) * resource.instances.length
  return resource
}

/** Creation, and for older deployments a restart and a change or two. */
function addHistory(
  resources: readonly Resource[],
  parts: readonly Part[],
  deployment: Deployment,
  random: Random,
  now: number,
) {
  const user = deployment.owner_id
  const age = now - deployment.created
  const later = [0.4, 0.7, 0.9].filter(() => random.chance(0.4))
  resources.forEach((resource, index) => {
    const plan = parts[index]?.plan ?? {}
    // Elasticsearch first, the others once it is up
    const started = deployment.created + (index === 0 ? 0 : 2 * MINUTE)
    addPast(resource, random, { verb: 'create', plan, user, started })
    for (const share of index < 2 ? later : []) {
      const verb = random.chance(0.5) ? 'restart' : 'update'
      const when = deployment.created + Math.round(age * share) + index * MINUTE
      addPast(resource, random, { verb, plan, user, started: when })
    }
    deployment.plan_modified = Math.max(deployment.plan_modified, resource.modified)
  })
}

const tagList = (tags: Readonly<Record<string, string>>): readonly Tag[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }))

function partsOf(world: World, spec: Spec): Part[] {
  const { catalogue } = world
  const { template = 'default', version, tiers, kibana = DEFAULT_KIBANA, others = {} } = spec
  const stateless = { ...(kibana === false ? {} : { kibana }), ...others }
  return [
    { kind: 'elasticsearch', plan: elasticsearchPlan(catalogue, template, version, tiers) },
    ...Object.entries(stateless).map(([name, size]): Part => {
      // the keys of `others` and `kibana` are kinds; Object.entries forgets that
      const kind = name as ResourceKind
      return { kind, plan: statelessPlan(catalogue, template, kind, version, size) }
    }),
  ]
}

/** Adds a healthy, started deployment to the world. */
export function build(world: World, spec: Spec): Deployment {
  const random = createRandom(hash(spec.key))
  const now = world.now()
  const id = random.hex()
  const created = now - Math.round((spec.ageDays ?? 200) * DAY) - random.between(0, DAY)
  const settings = deploymentSettings(world.generation, undefined, spec.settings)
  const deployment: Deployment = {
    id,
    name: spec.name ?? id,
    ...(spec.alias === undefined ? {} : { alias: spec.alias }),
    created,
    modified: created,
    plan_modified: created,
    version: random.between(1, 60),
    owner_id: spec.owner ?? 'admin',
    system_owned: spec.system ?? false,
    hidden: spec.hidden ?? false,
    ...(spec.tags === undefined ? {} : { tags: tagList(spec.tags) }),
    ...(settings === undefined ? {} : { settings }),
    resources: [],
    followers: [],
    alerts: [],
    revision: 0,
  }
  const parts = partsOf(world, spec)
  deployment.resources = parts.map((part) => buildResource(world, deployment, part, spec, random))
  addHistory(deployment.resources, parts, deployment, random, now)
  deployment.modified = deployment.plan_modified
  world.add(deployment)
  return deployment
}

/** The Elasticsearch resource, which every deployment has. */
export function searchOf({ resources, name }: Deployment): Resource {
  const found = resources.find(({ kind }) => kind === 'elasticsearch')
  if (found === undefined) throw new Error(`${name} has no Elasticsearch`)
  return found
}

export function firstInstance({ instances, ref_id }: Resource): Instance {
  const [found] = instances
  if (found === undefined) throw new Error(`${ref_id} has no instance`)
  return found
}
