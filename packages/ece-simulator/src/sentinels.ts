// Turns the steps of a plan into what a sentinel's name promises (faults.ts).
import type { Sentinel } from './faults.ts'
import type { PlanFailure } from './model.ts'
import type { StepDraft } from './schedule.ts'

export type Verb = 'create' | 'update' | 'restart' | 'shutdown' | 'restore'

const SLOWER = 10
const WAITING = new Set(['rolling-upgrade', 'wait-until-running', 'wait-until-stopped'])

const timeout = (step_id: string): PlanFailure => ({
  message: `Unexpected error during step: [${step_id}]: [no.found.constructor.models.TimeoutException: Timeout]`,
  failure_type: 'InfrastructureFailure:TimeoutExceeded',
  details: { stepId: step_id },
})

const didNotStart = (step_id: string, names: readonly string[]): PlanFailure => ({
  message: `Instance(s) did not start while waiting for running: not running [${names.join(', ')}]. Please check the instance logs.`,
  failure_type: 'ClusterFailure:InstanceDidNotStartWhileWaitingForRunning',
  details: { stepId: step_id, details: `not running [${names.join(', ')}]` },
})

const failIn = (steps: readonly StepDraft[], step_id: string, failure: PlanFailure): StepDraft[] =>
  steps.map((step) => (step.step_id === step_id ? { ...step, failure } : step))

/** Half of the step happens, then it fails. */
const failHalfWay = (step: StepDraft, failure: PlanFailure): StepDraft => {
  const seconds = step.seconds / 2
  return {
    ...step,
    seconds,
    marks: step.marks?.filter(({ after }) => after < seconds) ?? [],
    notes: step.notes?.filter(({ after }) => after < seconds) ?? [],
    failure,
  }
}

const slower = (step: StepDraft): StepDraft => ({
  ...step,
  seconds: step.seconds * SLOWER,
  marks: step.marks?.map((mark) => ({ ...mark, after: mark.after * SLOWER })) ?? [],
  notes: step.notes?.map((note) => ({ ...note, after: note.after * SLOWER })) ?? [],
})

/** `names`: the instances there are when the plan begins, or the first one to come. */
export function haunt(
  steps: readonly StepDraft[],
  sentinel: Sentinel | undefined,
  verb: Verb,
  names: readonly string[],
): readonly StepDraft[] {
  switch (sentinel) {
    case 'fails-to-restart': {
      if (verb !== 'restart') return steps
      const failure = didNotStart('rolling-upgrade', names.slice(-1))
      return steps.map((step) =>
        step.step_id === 'rolling-upgrade' ? failHalfWay(step, failure) : step,
      )
    }
    case 'slow-to-restart':
      return verb === 'restart' ? steps.map(slower) : steps
    case 'fails-to-shut-down':
      return verb === 'shutdown'
        ? failIn(steps, 'wait-until-stopped', timeout('wait-until-stopped'))
        : steps
    case 'fails-to-restore':
      return verb === 'restore'
        ? failIn(steps, 'wait-until-running', didNotStart('wait-until-running', names.slice(0, 1)))
        : steps
    case 'fails-to-snapshot':
      return failIn(steps, 'perform-snapshot', timeout('perform-snapshot')).map((step) =>
        step.step_id === 'perform-snapshot' ? { ...step, marks: [] } : step,
      )
    case 'never-ends': {
      const first = steps.find(({ step_id }) => WAITING.has(step_id))
      return steps.map((step) =>
        step === first ? { ...step, seconds: Infinity, marks: [], notes: [] } : step,
      )
    }
    case undefined:
      return steps
  }
}
