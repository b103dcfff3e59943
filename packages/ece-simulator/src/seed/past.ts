// Attempts that ended before the world began. Their step logs are few shared objects: a big fleet has tens of
// thousands of attempts and nobody reads most of them.
import type { ResourceKind } from '@ece/api-types'
import type { Attempt, Plan, PlanFailure, Resource, Source, Step } from '../model.ts'
import { attemptName } from '../plans.ts'
import type { Random } from '../random.ts'
import { completing, layOut, layOutFailed, type StepDraft } from '../schedule.ts'

export type PastVerb = 'create' | 'update' | 'restart' | 'shutdown'

const ACTIONS: Record<PastVerb, (kind: ResourceKind) => string> = {
  create: () => 'deployments.create-deployment',
  update: () => 'deployments.update-deployment',
  restart: (kind) =>
    kind === 'elasticsearch'
      ? 'deployments.restart-deployment-es-resource'
      : 'deployments.restart-deployment-stateless-resource',
  shutdown: () => 'deployments.shutdown-deployment',
}

/** Seconds as on a real installation, where one 4 GB node takes about 110 (ece-behaviour 4.2). */
const SECONDS: Record<string, number> = {
  'validate-plan-prerequisites': 1,
  'allocate-instances': 4,
  'wait-until-running': 84,
  'verify-non-split': 6,
  'set-maintenance': 3,
  'stop-ilm': 2,
  'suspend-snapshotting': 2,
  'perform-snapshot': 38,
  'migrate-data': 640,
  'rolling-upgrade': 312,
  'wait-until-stopped': 21,
}

export const pastStep = (step_id: string, failure?: PlanFailure): StepDraft => ({
  step_id,
  seconds: SECONDS[step_id] ?? 1,
  starting: `Starting step [${step_id}]`,
  completed: `Step [${step_id}] completed`,
  ...(failure === undefined ? {} : { failure }),
})

const STEPS: Record<PastVerb, readonly [search: readonly string[], stateless: readonly string[]]> =
  {
    create: [
      [
        'validate-plan-prerequisites',
        'allocate-instances',
        'wait-until-running',
        'verify-non-split',
        'set-maintenance',
      ],
      [
        'validate-plan-prerequisites',
        'allocate-instances',
        'wait-until-running',
        'set-maintenance',
      ],
    ],
    update: [
      [
        'validate-plan-prerequisites',
        'stop-ilm',
        'suspend-snapshotting',
        'perform-snapshot',
        'allocate-instances',
        'wait-until-running',
        'verify-non-split',
        'migrate-data',
        'set-maintenance',
        'wait-until-stopped',
      ],
      [
        'validate-plan-prerequisites',
        'allocate-instances',
        'wait-until-running',
        'set-maintenance',
        'wait-until-stopped',
      ],
    ],
    restart: [
      ['validate-plan-prerequisites', 'rolling-upgrade'],
      ['validate-plan-prerequisites', 'rolling-upgrade'],
    ],
    shutdown: [
      [
        'validate-plan-prerequisites',
        'suspend-snapshotting',
        'perform-snapshot',
        'set-maintenance',
        'wait-until-stopped',
      ],
      ['validate-plan-prerequisites', 'set-maintenance', 'wait-until-stopped'],
    ],
  }

const shared = new Map<string, readonly Step[]>()

function stepsOf(verb: PastVerb, kind: ResourceKind, failure?: PlanFailure): readonly Step[] {
  const [search, stateless] = STEPS[verb]
  const ids = kind === 'elasticsearch' ? search : stateless
  const failed = failure?.details['stepId']
  const key = `${verb} ${kind === 'elasticsearch'} ${failed ?? ''} ${failure?.message ?? ''}`
  const known = shared.get(key)
  if (known !== undefined) return known
  const until = failed === undefined ? ids : ids.slice(0, ids.indexOf(failed) + 1)
  const steps =
    failure === undefined
      ? layOut([...ids.map((id) => pastStep(id)), completing], 1).steps
      : layOutFailed(
          until.map((id) => pastStep(id, id === failed ? failure : undefined)),
          failure,
        )
  const frozen = Object.freeze(steps)
  shared.set(key, frozen)
  return frozen
}

export interface PastOptions {
  readonly verb: PastVerb
  readonly plan: Plan
  readonly user: string
  /** Epoch ms. */
  readonly started: number
  /** Names the failing step in `details.stepId`. */
  readonly failure?: PlanFailure
  readonly source?: Partial<Source>
}

/** Adds an ended attempt, newest last, with all that follows from it. */
export function addPast(resource: Resource, random: Random, options: PastOptions): Attempt {
  const { verb, plan, user, started, failure } = options
  const steps = stepsOf(verb, resource.kind, failure)
  const ended = started + (steps.at(-1)?.to ?? 0)
  const attempt: Attempt = {
    id: random.uuid(),
    name: attemptName(resource.next_attempt),
    started,
    ended,
    plan,
    source: {
      facilitator: 'adminconsole',
      action: ACTIONS[verb](resource.kind),
      date: started - random.between(40, 1900),
      user_id: user,
      admin_id: user,
      remote_addresses: [`10.12.0.${random.between(2, 250)}`],
      ...options.source,
    },
    steps,
    warnings: [],
    ...(failure === undefined ? {} : { failure }),
  }
  resource.next_attempt += 1
  resource.history.push(attempt)
  resource.plan_healthy = failure === undefined
  resource.modified = ended
  resource.version += 1
  if (failure === undefined) {
    if (resource.applied !== undefined) resource.applied.superseded = ended
    resource.applied = attempt
  }
  if (resource.applied !== undefined) resource.current = attempt
  return attempt
}
