// How long it takes until a record is durable, when a hundred come every second.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Experiment, quantile } from './experiment.ts'
import { bundle } from './programs.ts'

const PER_SECOND = 100

export const append: Experiment = {
  name: 'append',
  title: 'Durable appends',
  note: 'The audit log by itself, on a SQLite file of its own: 100 records a second, each timed from its call to its commit on disk.',
  rounds: 2_000,
  run: async ({ rounds }) => {
    const built = await bundle('apps/bff', 'src/testing/append-probe.ts', 'production')
    const folder = mkdtempSync(join(tmpdir(), 'ece-append-'))
    try {
      const args = [join(built, 'append-probe.js'), folder, String(rounds), String(PER_SECOND)]
      const { stdout } = await promisify(execFile)(process.execPath, args, {
        maxBuffer: 64 * 1024 * 1024,
      })
      // the probe prints a list of numbers
      const times = JSON.parse(stdout) as number[]
      const rounded = (share: number) => Math.round(quantile(times, share) * 100) / 100
      return {
        figures: [
          {
            what: `p99 of a durable append at ${PER_SECOND}/s`,
            measured: rounded(0.99),
            goal: 10,
            unit: ' ms',
          },
        ],
        counts: {
          appends: times.length,
          'median, ms': rounded(0.5),
          'p90, ms': rounded(0.9),
          'slowest, ms': rounded(1),
        },
        findings: [],
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
