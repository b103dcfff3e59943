// What can be wrong with a deployment, as far as ECE's search can tell: the filter `problem` of the lists and the lines of
// the overview are made of this one table, so that a number and the list behind it are the same search.
import {
  exists,
  isBefore,
  LAST_GOOD_SNAPSHOT,
  ofAnyKind,
  ofKind,
  planFailed,
  snapshotOlderThan,
  unlessStopped,
} from './search-fields.ts'
import { matches, type Query } from './search-text.ts'

export const PROBLEMS = [
  'unhealthy',
  'plan_failed',
  'plan_stuck',
  'snapshot_old',
  'no_snapshot',
  'single_zone',
  'system_not_redundant',
] as const
/** As it stands in addresses. */
export type Problem = (typeof PROBLEMS)[number]

/** A plan of a large deployment may take hours; after this long somebody should have looked at it. */
const STUCK = '1h'
/** No good snapshot for this long is worth a look, whatever the interval (default interval: 30 min). */
const OLD_SNAPSHOT = '24h'

interface ProblemRule {
  readonly label: string
  /** Says of every deployment it finds what is so. */
  readonly sentence: string
  /** `now`: somebody may be hurt already. `risk`: nothing is broken, but the next fault will cost more. */
  readonly urgency: 'now' | 'risk'
  /** Gets the names of all zones, which only `single_zone` and `system_not_redundant` need. */
  readonly query: (zones: readonly string[] | undefined) => Query
}

const pendingForLong = ofAnyKind((kind) =>
  ofKind(kind, (field) => isBefore(field('plan_info.pending.attempt_start_time'), STUCK)),
)

/**
 * A missing field is no proof while it is not established that the index has it under this name, so each absence needs a
 * neighbour that is there: a wrong name finds nothing instead of everything.
 */
const hasNoSnapshot = ofKind('elasticsearch', (field) => ({
  bool: {
    should: [
      there(field('snapshots.count'), field(LAST_GOOD_SNAPSHOT)),
      there(field('settings.snapshot'), field('settings.snapshot.repository')),
      matches(field('settings.snapshot.enabled'), false),
    ],
    minimum_should_match: 1,
  },
}))

function there(known: string, absent: string): Query {
  return { bool: { must: [exists(known)], must_not: [exists(absent)] } }
}

/**
 * The search language cannot compare two values of a field, so the zones are named: a resource in two of them matches two
 * of the conditions. Finds nothing while the zones are not known: a filter that is not understood must not find all.
 */
function inOneZone(zones: readonly string[] | undefined): Query {
  if (zones === undefined || zones.length === 0) return { match_none: {} }
  return ofKind('elasticsearch', (field) => {
    const should = zones.map((zone) => matches(field('topology.instances.zone'), zone))
    return {
      bool: {
        must: [{ bool: { should, minimum_should_match: 1 } }],
        must_not: [{ bool: { should, minimum_should_match: 2 } }],
      },
    }
  })
}

export const PROBLEM_RULES: Record<Problem, ProblemRule> = {
  unhealthy: {
    label: 'Unhealthy',
    sentence: 'ECE calls them unhealthy: requests may fail.',
    urgency: 'now',
    // `healthy` of a stopped deployment is not established (ece-behaviour 3.5)
    query: () => unlessStopped(matches('healthy', false)),
  },
  plan_failed: {
    label: 'Last plan failed',
    sentence: 'What was asked for is not in force.',
    urgency: 'now',
    query: () => planFailed,
  },
  plan_stuck: {
    label: 'Plan stuck',
    sentence: 'A plan has been pending for more than an hour.',
    urgency: 'now',
    query: () => pendingForLong,
  },
  snapshot_old: {
    label: 'Snapshot old',
    sentence: 'The last good snapshot is older than 24 hours.',
    urgency: 'now',
    query: () => unlessStopped(snapshotOlderThan(OLD_SNAPSHOT)),
  },
  no_snapshot: {
    label: 'No snapshot',
    sentence: 'No good snapshot, or no repository to take one to.',
    urgency: 'risk',
    query: () => unlessStopped(hasNoSnapshot),
  },
  single_zone: {
    label: 'Single zone',
    sentence: 'Elasticsearch runs in one zone only.',
    urgency: 'risk',
    query: inOneZone,
  },
  system_not_redundant: {
    label: 'System in one zone',
    sentence: 'ECE itself runs on them, in one zone only.',
    urgency: 'risk',
    query: (zones) => ({
      bool: { must: [matches('metadata.system_owned', true), inOneZone(zones)] },
    }),
  },
}

/** Can the search say it without the names of the zones? */
export const needsZones = (problems: readonly Problem[]): boolean =>
  problems.some((problem) => problem === 'single_zone' || problem === 'system_not_redundant')

/** For the filter's chip. */
export const PROBLEM_OPTIONS = PROBLEMS.map((value) => ({
  value,
  label: PROBLEM_RULES[value].label,
}))
