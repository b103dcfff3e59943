// Any sequence of verbs and waiting: names are never used twice, no resource has two plans, every status is possible.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ROLES } from '@ece/api-types'
import { type Context, Failure } from './context.ts'
import { handlers } from './handlers/index.ts'
import type { Deployment, Instance, Resource } from './model.ts'
import { attemptLog } from './plan-log.ts'
import { rows } from './rows.ts'
import { createTestWorld, type TestWorld } from './test-world.ts'

type Name =
  | 'restartDeploymentEsResource'
  | 'restartDeploymentStatelessResource'
  | 'cancelDeploymentResourcePendingPlan'
  | 'shutdownDeployment'
  | 'restoreDeployment'
  | 'updateDeployment'
  | 'getDeployment'

interface Verb {
  readonly name: Name
  readonly target: number
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  readonly size?: { readonly memory: number; readonly zones: number }
}
type Move = Verb | { readonly seconds: number }

const NAMES = [
  'logging-prod',
  'billing-prod',
  'archive-2023',
  'telemetry',
  'vectors-poc',
  'payments',
]
const target = fc.nat({ max: NAMES.length - 1 })
const kind = fc.constantFrom('elasticsearch', 'kibana')
const stateless = fc.constantFrom('kibana', 'integrations_server')

const verb = fc.oneof(
  fc.record({
    name: fc.constant('restartDeploymentEsResource' as const),
    target,
    params: fc.constant({ ref_id: '_main' }),
    query: fc.record(
      {
        cancel_pending: fc.boolean(),
        restore_snapshot: fc.boolean(),
        skip_snapshot: fc.boolean(),
        group_attribute: fc.constantFrom('__zone__', '__all__', '__name__', 'data'),
        shard_init_wait_time: fc.constantFrom(0, 1, 20, 600),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    name: fc.constant('restartDeploymentStatelessResource' as const),
    target,
    params: fc.record({ ref_id: fc.constant('_main'), stateless_resource_kind: stateless }),
    query: fc.record({ cancel_pending: fc.boolean() }),
  }),
  fc.record({
    name: fc.constant('cancelDeploymentResourcePendingPlan' as const),
    target,
    params: fc.record({ ref_id: fc.constant('_main'), resource_kind: kind }),
    query: fc.record({ force_delete: fc.boolean(), ignore_missing: fc.boolean() }),
  }),
  fc.record({
    name: fc.constant('shutdownDeployment' as const),
    target,
    params: fc.constant({}),
    query: fc.record({ skip_snapshot: fc.boolean() }),
  }),
  fc.record({
    name: fc.constant('restoreDeployment' as const),
    target,
    params: fc.constant({}),
    query: fc.record({ restore_snapshot: fc.boolean() }),
  }),
  fc.record({
    name: fc.constant('updateDeployment' as const),
    target,
    params: fc.constant({}),
    query: fc.record({ skip_snapshot: fc.boolean() }),
    size: fc.record({
      memory: fc.constantFrom(1024, 4096, 65_536 * 8),
      zones: fc.integer({ min: 1, max: 3 }),
    }),
  }),
  fc.record({
    name: fc.constant('getDeployment' as const),
    target,
    params: fc.constant({}),
    query: fc.constant({}),
  }),
)
const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: verb },
    fc.record({ seconds: fc.double({ min: 0.01, max: 40, noNaN: true }) }),
  ),
  { maxLength: 30 },
)

const updateBody = (version: string, { memory, zones }: NonNullable<Verb['size']>) => ({
  prune_orphans: false,
  resources: {
    elasticsearch: [
      {
        ref_id: 'main-elasticsearch',
        region: 'ece-region',
        plan: {
          cluster_topology: [
            {
              id: 'hot_content',
              instance_configuration_id: 'data.default',
              zone_count: zones,
              node_roles: ['master', 'data_hot', 'data_content', 'ingest'],
              size: { value: memory, resource: 'memory' },
            },
          ],
          elasticsearch: { version },
        },
      },
    ],
  },
})

/** What a client sees; a refusal is an answer too, anything else thrown is a defect. */
function ask(
  { world, named }: TestWorld,
  { name, target: index, params, query, size }: Verb,
): number {
  const deployment = named(NAMES[index] ?? '')
  const version = deployment.resources[0]?.instances[0]?.version ?? '8.18.1'
  const context: Context = {
    operation: rows[name],
    params: { deployment_id: deployment.id, ...params },
    query,
    body: size === undefined ? undefined : updateBody(version, size),
    caller: { userName: 'admin', roles: [ROLES[0]], permissions: [], via: 'bearer' },
    world,
    clock: { now: () => world.now() },
    generation: '3.8',
  }
  const handler = handlers[name]
  try {
    return handler(context).status
  } catch (error) {
    if (error instanceof Failure) return error.status
    throw error
  }
}

const WITH_PLAN = ['initializing', 'reconfiguring', 'rebooting', 'restarting', 'stopping']

interface Memory {
  readonly owners: Map<string, Instance>
  readonly gone: Set<string>
}

function checkResource(resource: Resource, now: number, { owners, gone }: Memory): void {
  const key = (name: string) => `${resource.id} ${name}`
  const { instances, pending, history, status } = resource
  expect(new Set(instances.map(({ name }) => name)).size).toBe(instances.length)
  for (const instance of instances) {
    expect(gone.has(key(instance.name))).toBe(false)
    expect(owners.get(key(instance.name)) ?? instance).toBe(instance)
    owners.set(key(instance.name), instance)
  }
  for (const [name, instance] of owners) {
    if (name.startsWith(resource.id) && !instances.includes(instance)) gone.add(name)
  }
  const attempts = [...history, ...(pending ? [pending.attempt] : [])]
  const names = attempts.map(({ name }) => name)
  expect(new Set(attempts.map(({ id }) => id)).size).toBe(attempts.length)
  expect(names).toEqual([...new Set(names)].toSorted())
  expect(history.every(({ ended }) => ended !== undefined && ended <= now)).toBe(true)
  if (pending === undefined) {
    expect(['started', 'stopped', 'initializing']).toContain(status)
    if (status === 'initializing') expect(resource.applied).toBeUndefined()
  } else {
    expect(WITH_PLAN).toContain(status)
    expect(pending.attempt.ended).toBeUndefined()
    const log = attemptLog(pending.attempt, now)
    expect(log.filter((step) => step.status === 'pending')).toHaveLength(1)
    expect(log.at(-1)?.status).toBe('pending')
  }
  if (status === 'stopped') expect([instances, resource.shards]).toEqual([[], 0])
  for (const attempt of history) {
    const log = attemptLog(attempt, now)
    const last = log.at(-1)
    expect(last?.step_id).toBe('plan-completed')
    expect(last?.status).toBe(attempt.failure === undefined ? 'success' : 'error')
    expect(last?.info_log.length).toBeGreaterThan(0)
  }
}

function checkWorld(
  { world }: TestWorld,
  deployments: readonly Deployment[],
  memory: Memory,
): void {
  for (const { resources } of deployments) {
    for (const resource of resources) checkResource(resource, world.now(), memory)
  }
  for (const { allocator_id, memory_total, memory_used } of world.allocators) {
    const rows_ = world.instancesOf(allocator_id)
    expect(rows_.reduce((sum, { node_memory }) => sum + node_memory, 0)).toBe(memory_used)
    expect(memory_used).toBeLessThanOrEqual(memory_total)
  }
  const living = [...world.deployments.values()].flatMap(({ resources }) =>
    resources.flatMap(({ instances }) => instances),
  ).length
  const housed = world.allocators.flatMap(({ allocator_id }) => world.instancesOf(allocator_id))
  expect(housed).toHaveLength(living)
}

test('no sequence of verbs and waiting breaks the rules of the world', () => {
  fc.assert(
    fc.property(moves, (sequence) => {
      const mine = createTestWorld()
      const deployments = NAMES.map(mine.named)
      const memory: Memory = { owners: new Map(), gone: new Set() }
      for (const move of sequence) {
        if ('seconds' in move) mine.advance(move.seconds)
        else expect(ask(mine, move)).toBeLessThan(500)
        // reading lets the world catch up
        expect(mine.world.documents().length).toBeGreaterThan(30)
        checkWorld(mine, deployments, memory)
      }
      // whatever was begun ends, except what waits for ever
      mine.advance(48 * 3600)
      mine.world.documents()
      checkWorld(mine, deployments, memory)
      for (const { resources } of deployments) {
        expect(resources.every(({ pending }) => pending === undefined)).toBe(true)
      }
    }),
    { numRuns: 80 },
  )
}, 120_000)

test('how often somebody looks changes nothing', () => {
  fc.assert(
    fc.property(moves, (sequence) => {
      const outcome = (looks: boolean) => {
        const mine = createTestWorld()
        for (const move of sequence) {
          if (!('seconds' in move)) ask(mine, move)
          else if (looks) {
            for (let part = 0; part < 7; part += 1) {
              mine.advance(move.seconds / 7)
              mine.world.documents()
            }
          } else mine.advance(move.seconds)
        }
        mine.advance(48 * 3600)
        return NAMES.map(mine.named).map(({ resources }) =>
          resources.map(({ status, instances, history, shards }) => [
            status,
            shards,
            instances.map(({ name, zone, service_running }) => [name, zone, service_running]),
            history.map(({ name, failure, steps }) => [name, failure?.message, steps.length]),
          ]),
        )
      }
      expect(outcome(true)).toEqual(outcome(false))
    }),
    { numRuns: 25 },
  )
}, 120_000)
