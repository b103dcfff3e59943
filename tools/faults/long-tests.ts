// Long runs of tests that `npm test` makes shorter; what they measured goes into the report like any other figure.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitOf, ROOT, startProgram } from '../processes.mjs'
import type { Experiment, Figure } from './experiment.ts'

/** Longest time for which the console may not look at anything else. */
const LAG_MS = 50

type Measured = Readonly<Record<string, number>>

/** Runs one file below `apps/bff/src`, with its own variables. Answers what it noted; nothing when it failed before. */
async function runTest(file: string, title: string, variables: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'ece-long-'))
  const FIGURES_FILE = join(folder, 'figures.json')
  const args = ['run', '--project', 'bff', `apps/bff/src/${file}`, '-t', title]
  try {
    const code = await exitOf(
      startProgram(join(ROOT, 'node_modules/.bin/vitest'), args, {
        cwd: ROOT,
        env: { ...process.env, ...variables, FIGURES_FILE },
        stdio: ['ignore', 'inherit', 'inherit'],
      }),
    )
    return { isGood: code === 0, measured: read(FIGURES_FILE) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function read(file: string): Measured {
  try {
    // numbers by name: note-figures.ts of the server's tests
    return JSON.parse(readFileSync(file, 'utf8')) as Measured
  } catch {
    return {}
  }
}

const failed = (isGood: boolean, file: string) =>
  isGood ? [] : [{ rule: 'the test passes', key: '', why: file }]

/** A figure that was not measured is missed. */
const figure = (what: string, measured: number | undefined, goal: number, unit = ''): Figure => ({
  what,
  measured: measured === undefined ? Number.NaN : Math.round(measured * 100) / 100,
  goal,
  unit,
})

const FUZZ = 'hardening/fuzz.test.ts'
export const fuzz: Experiment = {
  name: 'fuzz',
  title: 'Random requests against the whole table',
  note: 'Random targets, methods, headers and bodies over 16 raw sockets, half of them near to what the table has, half hostile. Each is refused or served, none is answered with an error of ours or a stack, and nothing but rows of the table reaches ECE. The clients and the ECE live in the same process as the console, so the lag of its event loop is all of theirs.',
  rounds: 100_000,
  run: async ({ seed, rounds }) => {
    const variables = { FUZZ_RUNS: String(rounds), FUZZ_SEED: String(seed) }
    const { isGood, measured } = await runTest(FUZZ, 'random requests', variables)
    const { sent, wrong, outside, lag_p99_ms: lag, lag_most_ms: most } = measured
    return {
      figures: [
        figure(`answers with 5xx or a stack, of ${measured['requests'] ?? 0}`, wrong, 0),
        figure('requests that reached ECE outside the table', outside, 0),
        figure('p99 of the event loop’s lag', lag, LAG_MS, ' ms'),
      ],
      counts: {
        'requests that reached ECE': sent ?? 0,
        'longest lag, ms': Math.round(most ?? 0),
        ...Object.fromEntries(
          Object.entries(measured)
            .filter(([name]) => name.startsWith('status '))
            .toSorted(([a], [b]) => a.localeCompare(b)),
        ),
      },
      findings: failed(isGood, FUZZ),
    }
  },
}

const STALLED = 'hardening/slow-clients.test.ts'
export const stalled: Experiment = {
  name: 'stalled',
  title: 'Clients that never finish',
  note: 'Two thousand sockets stop in the middle: of their headers, of their body, of taking an answer of 16 MB. Somebody else asks 150 times before and meanwhile; then all of them are cut off. The clients live in the same process as the console.',
  rounds: 1,
  run: async () => {
    const { isGood, measured } = await runTest(STALLED, 'two thousand stalled clients', {})
    const { stalled: sockets = 0, before_ms: before, during_ms: during, grown_mb: grown } = measured
    const times = before === undefined || during === undefined ? undefined : during / before
    return {
      figures: [figure(`time of a request beside ${sockets} stalled clients`, times, 2, ' ×')],
      counts: {
        'median without, ms': Number((before ?? Number.NaN).toFixed(2)),
        'median with them, ms': Number((during ?? Number.NaN).toFixed(2)),
        'memory, clients included, MB': Math.round(grown ?? Number.NaN),
      },
      findings: failed(isGood, STALLED),
    }
  },
}
