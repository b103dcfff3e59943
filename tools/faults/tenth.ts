// A tenth of each experiment, as tests: half a minute or less each on two quiet cores.
import { afterAll, test } from 'vitest'
import type { Experiment } from './experiment.ts'
import { removeBuilds } from './programs.ts'

/** A ceiling for a busy machine, not a wait. */
const LONGEST_MS = 300_000
const SEED = 20_261_123

export function testTenth(experiments: readonly Experiment[], share = 0.1): void {
  afterAll(removeBuilds)
  // they wait for each other's processes more than they compute
  test.concurrent.for(experiments)(
    'a tenth of $name keeps every promise',
    { timeout: LONGEST_MS },
    async ({ run, rounds }, { expect }) => {
      const database = process.env['TEST_DATABASE_URL'] || undefined
      const schema = `faults_${process.pid}_${Math.random().toString(36).slice(2, 8)}`
      const url = database === undefined ? undefined : new URL(database)
      url?.searchParams.set('schema', schema)
      const { figures, findings } = await run({
        seed: SEED,
        rounds: Math.ceil(rounds * share),
        database: url?.href,
      })
      expect(findings).toEqual([])
      const missed = figures.filter(({ measured, goal, isLeast }) =>
        isLeast ? measured < goal : measured > goal,
      )
      expect(missed).toEqual([])
    },
  )
}
