// Jobs: work over many targets that goes on without a browser (decision 010). The room's wiring.
import { SqliteAdapter } from 'kysely'
import type { Audit } from '../audit/audit.ts'
import type { Changes } from '../changes/changes.ts'
import type { Ece } from '../forward/ece.ts'
import type { Log } from '../log.ts'
import type { Sessions } from '../session/signed-in.ts'
import type { Store } from '../store/open.ts'
import type { Turns } from '../store/turns.ts'
import { PACE, type Pace } from './item-step.ts'
import { createJobRecords, type JobRecords } from './records.ts'
import { createRunner } from './runner.ts'

export interface JobsParts {
  readonly store: Store
  readonly changes: Pick<Changes, 'run' | 'find'>
  readonly audit: Pick<Audit, 'append' | 'story'>
  readonly sessions: Pick<Sessions, 'standIn'>
  readonly eceFor: (installationId: string) => Ece
  readonly turns: Pick<Turns, 'take' | 'release'>
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly log: Log
  /** Tests hurry. */
  readonly pace?: Partial<Pace> | undefined
}

export interface Jobs {
  readonly records: JobRecords
  /** The job may have something to do: not waiting for the next tick. */
  attend(id: string): void
  /** To be called every second. Rejects with the store's error. */
  readonly tick: () => Promise<void>
  /** Begins nothing more, finishes what is being sent, and leaves the jobs to the next process. */
  stop(): Promise<void>
}

export function createJobs({ store, pace, ...parts }: JobsParts): Jobs {
  const records = createJobRecords(store, parts.now)
  // one process works on a file: nobody has to wait for the turn of the one before it
  const isAlone = store.getExecutor().adapter instanceof SqliteAdapter
  const turns = isAlone ? NO_TURNS : parts.turns
  const runner = createRunner({ ...parts, turns, records, pace: { ...PACE, ...pace } })
  return { ...runner, records }
}

const NO_TURNS: Pick<Turns, 'take' | 'release'> = {
  take: () => Promise.resolve(true),
  release: () => Promise.resolve(),
}
