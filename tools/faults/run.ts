// `npm run faults [-- <name>…] [--seed N] [--rounds N]`: experiments one after the other, then docs/reliability.md.
import { parseArgs } from 'node:util'
import { findPostgres, startPostgres } from '../postgres.mjs'
import type { Outcome } from './experiment.ts'
import { experiments } from './experiments.ts'
import { runMatrixTests, writeMatrixResults } from './matrix.ts'
import { removeBuilds } from './programs.ts'
import { record, writeDocument } from './report.ts'
import { takeScanned } from './tap.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rounds: { type: 'string' },
    /** Prints, and writes nothing. */
    dry: { type: 'boolean', default: false },
  },
})

const names = [...experiments.map(({ name }) => name), 'matrix']
const unknown = positionals.find((name) => !names.includes(name))
if (unknown !== undefined) {
  console.error(`There is no experiment "${unknown}". There are: ${names.join(', ')}.`)
  process.exit(1)
}
const isChosen = (name: string) => positionals.length === 0 || positionals.includes(name)
const given = process.env['TEST_DATABASE_URL'] || undefined
// of this run; without one everything runs on SQLite alone, and the counts say so
const postgres = given === undefined && findPostgres() ? await startPostgres() : undefined
const server = given ?? postgres?.url
if (server === undefined) console.log('SKIPPED  PostgreSQL is not installed: SQLite only.')

/** A schema for each experiment. */
function schemaFor(name: string): string | undefined {
  if (server === undefined) return undefined
  const url = new URL(server)
  url.searchParams.set('schema', `faults_${process.pid}_${name.replaceAll('-', '_')}`)
  return url.href
}
/** With what the wire taps have looked through and found. */
function withScanned(outcome: Outcome): Outcome {
  const { bytes, leaks } = takeScanned()
  if (bytes === 0) return outcome
  const secrets = leaks
    .filter(({ where }) => !outcome.findings.some(({ why }) => why === where))
    .map(({ where }) => ({ rule: 'no secret', key: '', why: where }))
  return {
    figures: [
      ...outcome.figures,
      { what: 'passwords and tokens in answers to browsers', measured: leaks.length, goal: 0 },
    ],
    counts: { ...outcome.counts, 'bytes of answers searched for them': bytes },
    findings: [...outcome.findings, ...secrets],
  }
}
const seed = Number(values.seed)
let isGood = true
try {
  for (const experiment of experiments) {
    if (!isChosen(experiment.name)) continue
    const rounds = Number(values.rounds ?? experiment.rounds)
    const started = performance.now()
    takeScanned()
    const outcome = await experiment.run({
      seed,
      rounds,
      database: schemaFor(experiment.name),
      onProgress: (line) => console.log(`  … ${line}`),
    })
    const seconds = (performance.now() - started) / 1000
    isGood =
      record({
        experiment,
        outcome: withScanned(outcome),
        seed,
        rounds,
        seconds,
        isDry: values.dry,
      }) && isGood
  }
} finally {
  removeBuilds()
}
if (isChosen('matrix')) {
  const results = await runMatrixTests(server)
  const failed = Object.entries(results).filter(([, isPassed]) => !isPassed)
  for (const [name] of failed) console.log(`FAILED   ${name}`)
  if (failed.length > 0) isGood = false
  if (!values.dry) writeMatrixResults(results)
}
await postgres?.stop()
if (!values.dry) writeDocument()
process.exit(isGood ? 0 : 1)
