// A whole installation: allocators in three zones, the hand-made deployments, and generated ones up to the number
// asked for. The same number gives the same fleet on every run.
import type { AllocatorSeed } from '../placement.ts'
import { createRandom, type Random } from '../random.ts'
import type { World, WorldOptions } from '../world.ts'
import { GB, type Spec } from './build.ts'
import { ENVIRONMENTS, OWNERS, PURPOSES, REPOSITORIES, TEAMS } from './names.ts'
import type { Size, Tier } from './plans.ts'
import { plant, plantSentinels, type Planting, SMALL } from './small.ts'
import {
  changing,
  inMaintenance,
  instanceDown,
  lacksReplicas,
  lastPlanFailed,
  losesShards,
  neverCameUp,
  snapshotsFail,
  type State,
  stopped,
  stuck,
  underPressure,
} from './states.ts'

const ZONES = ['ece-zone-1', 'ece-zone-2', 'ece-zone-3'] as const
const SMALL_HOST = 128 * GB
const BIG_HOST = 512 * GB
/** What one generated deployment takes in one zone, with room for changes; the test of the fleet guards it. */
const MB_PER_ZONE = 9 * GB

/** Two hosts in each zone for the hand-made ones, one in maintenance, one lost; more hosts as the fleet grows. */
export function allocatorSeeds(fleet: WorldOptions['fleet']): AllocatorSeed[] {
  const more = fleet === 'small' ? 0 : Math.ceil((fleet * MB_PER_ZONE) / BIG_HOST)
  return [
    ...ZONES.flatMap((zone_id, zone): AllocatorSeed[] => [
      ...[0, 1].map((host) => ({
        allocator_id: `192.168.44.${11 + zone * 10 + host}`,
        zone_id,
        memory_total: SMALL_HOST,
        metadata:
          host === 0 ? [{ key: 'ssd', value: 'true' }] : [{ key: 'highstorage', value: 'true' }],
      })),
      ...Array.from({ length: more }, (_, host) => ({
        allocator_id: `10.${20 + zone}.${Math.floor(host / 200)}.${10 + (host % 200)}`,
        zone_id,
        memory_total: BIG_HOST,
        metadata: [{ key: 'ssd', value: String(host % 2 === 0) }],
      })),
    ]),
    {
      allocator_id: '192.168.44.28',
      zone_id: 'ece-zone-2',
      memory_total: SMALL_HOST,
      maintenance_mode: true,
    },
    {
      allocator_id: '192.168.44.39',
      zone_id: 'ece-zone-3',
      memory_total: SMALL_HOST,
      connected: false,
    },
  ]
}

const VERSIONS = [
  '8.17.4',
  '8.17.4',
  '8.17.4',
  '8.17.4',
  '8.15.2',
  '8.15.2',
  '8.18.1',
  '8.18.1',
  '8.18.0',
  '7.17.28',
  '7.17.24',
  '9.0.1',
  '9.0.0',
  '8.16.1',
] as const
/** As on 3.8; `specFor` knows what of it an older ECE runs. */
const OLD_VERSIONS = ['7.17.9', '7.17.9', '7.17.0', '7.16.2', '7.16.2', '7.10.2', '6.8.23'] as const

const SIZES = [1, 2, 2, 4, 4, 4, 8, 8, 16, 32].map((size) => size * GB)
const ZONE_COUNTS = [1, 1, 2, 2, 2, 3] as const

function tiersFor(template: string, random: Random): Partial<Record<Tier, Size>> {
  const zones = random.pick(ZONE_COUNTS)
  const memory = SIZES[random.between(0, SIZES.length - 1)] ?? GB
  const hot = { hot_content: [memory, zones] } as const
  if (template === 'hot-warm') return { ...hot, warm: [Math.min(memory, 4 * GB), zones] }
  if (template === 'machine-learning') return { ...hot, ml: [GB, 1] }
  return zones === 3 && random.chance(0.2) ? { ...hot, master: [GB, 3] } : hot
}

const isBelow8 = (version: string) => version.startsWith('7.') || version.startsWith('6.')

function othersFor(version: string, random: Random): NonNullable<Spec['others']> {
  if (random.chance(0.7)) return {}
  const size: Size = [GB, 1]
  if (isBelow8(version)) return version.startsWith('7.') ? { apm: size } : {}
  const search: Spec['others'] =
    !version.startsWith('9.') && random.chance(0.2) ? { enterprise_search: [2 * GB, 1] } : {}
  return { integrations_server: size, ...search }
}

const TEMPLATES = [
  'default',
  'default',
  'default',
  'default',
  'hot-warm',
  'machine-learning',
] as const

/** Shares of a real installation, guessed: 1 % unhealthy, 2 % shut down, a few under way. */
function stateFor(random: Random): State | undefined {
  const share = random.next()
  const states: readonly (readonly [until: number, state: State])[] = [
    [0.002, losesShards],
    [0.005, instanceDown],
    [0.007, lastPlanFailed('didNotStart')],
    [0.008, lastPlanFailed('noRoom')],
    [0.0095, snapshotsFail],
    [0.01, neverCameUp],
    [0.014, lacksReplicas],
    [0.018, underPressure],
    [0.02, inMaintenance],
    [0.036, stopped(true)],
    [0.04, stopped(false)],
    [0.044, changing(random.between(1, 8))],
    [0.0445, stuck],
  ]
  return states.find(([until]) => share < until)?.[1]
}

function generate(world: World, index: number): Planting {
  const random = createRandom(index)
  const isOld = world.generation === '2.13'
  const version = isOld ? random.pick(OLD_VERSIONS) : random.pick(VERSIONS)
  const template = version.startsWith('6.') ? 'default' : random.pick(TEMPLATES)
  const team = random.pick(TEAMS)
  const env = random.pick(ENVIRONMENTS)
  const name = `${team}-${random.pick(PURPOSES)}-${env}-${index}`
  const state = stateFor(random)
  const spec: Spec = {
    key: `fleet-${index}`,
    ...(random.chance(0.004)
      ? {}
      : { name: random.chance(0.01) ? name.replace(/-\d+$/, '') : name }),
    version,
    template,
    tiers: tiersFor(template, random),
    ...(random.chance(0.08) ? { kibana: false } : {}),
    others: othersFor(version, random),
    owner: random.pick(OWNERS),
    // many young ones, few old ones
    ageDays: Math.round(1500 * random.next() ** 2) + 1,
    ...(random.chance(0.15) ? { alias: name } : {}),
    ...(random.chance(0.75) ? { tags: { team, env } } : {}),
    ...(random.chance(0.06) ? { repository: false } : { repository: random.pick(REPOSITORIES) }),
    ...(random.chance(0.004) ? { hidden: true } : {}),
  }
  return state === undefined ? { spec } : { spec, state }
}

export function sow(
  world: World,
  { fleet, sentinels }: Pick<WorldOptions, 'fleet' | 'sentinels'>,
): void {
  const wanted = fleet === 'small' ? SMALL.length : fleet
  for (const planting of SMALL.slice(0, wanted)) plant(world, planting)
  for (let index = SMALL.length; index < wanted; index += 1) plant(world, generate(world, index))
  if (sentinels) plantSentinels(world)
}
