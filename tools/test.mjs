// `npm test`: everything, in the order in which a mistake is cheapest to find; what leaves a core idle runs beside
// something else. `npm test -- unit [arguments]` runs one stage, with more arguments for its last command.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { installBrowser, installPostgres } from './browser.mjs'
import { startPostgres } from './postgres.mjs'
import { exitOf, Problem, ROOT, runMain, runWhenGone, startProgram } from './processes.mjs'
import { QUIET, setUp } from './setup.mjs'

const REPORTS = join(ROOT, 'reports')

/** @typedef {readonly [program: string, ...args: string[]]} CommandLine */

/**
 * Programs are those of node_modules/.bin. The names are what `npm test -- <name>` takes.
 * @type {Readonly<Record<string, readonly CommandLine[]>>}
 */
const STAGES = {
  types: [
    ['turbo', 'run', 'check', '--output-logs=errors-only'],
    ['tsc', '-p', '.'],
  ],
  lint: [['oxlint', '--type-aware', '--deny-warnings']],
  format: [['oxfmt', '--check']],
  knip: [['knip']],
  unit: [vitest('unit', 'api-types', 'simulator', 'bff*', 'web*', 'tools')],
  faults: [vitest('faults', 'faults*')],
  architecture: [vitest('architecture', 'architecture')],
  budgets: [['node', 'tools/budgets.mjs']],
  e2e: [['playwright', 'test', '--reporter=list,json']],
}

/**
 * Stages that run at the same time. `faults` waits for processes about as long as it computes, and `unit` computes
 * meanwhile.
 * @type {readonly (readonly string[])[]}
 */
const ORDER = [
  ['types', 'lint', 'format', 'knip'],
  ['unit', 'faults'],
  ['architecture'],
  ['budgets'],
  ['e2e'],
]

/** What only computes gives way to what looks at the clock (`nice`; 0 is usual). */
const NICE = 5

/**
 * For a server that is thrown away and shared by all: no work in the background over a hundred small databases, nothing
 * written twice. What is killed in tests is a console, never this server.
 */
const POSTGRES = [
  'autovacuum=off',
  'synchronous_commit=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'max_wal_size=4GB',
  'checkpoint_timeout=1h',
  'max_connections=400',
]

/** @param {string} report @param {readonly string[]} projects @returns {CommandLine} */
function vitest(report, ...projects) {
  const file = `--outputFile.json=reports/${report}.json`
  const chosen = projects.map((project) => `--project=${project}`)
  return ['vitest', 'run', ...chosen, '--reporter=default', '--reporter=json', file]
}

async function test() {
  const [only, ...extra] = process.argv.slice(2)
  if (only !== undefined && !(only in STAGES)) {
    throw new Problem(`There is no stage "${only}". Stages: ${Object.keys(STAGES).join(', ')}.`)
  }
  const order = only === undefined ? ORDER : [[only]]
  const stages = order.flat()
  await setUp()
  if (stages.includes('e2e')) await installBrowser()
  provideFolder()
  await providePostgres(stages)
  rmSync(REPORTS, { recursive: true, force: true })
  mkdirSync(REPORTS)

  /** @type {string[]} */
  const summary = []
  const started = performance.now()
  /** @type {string | undefined} */
  let failed
  for (const together of order) {
    for (const { stage, code, seconds } of await runTogether(together, extra)) {
      summary.push(`${stage.padEnd(14)}${code === 0 ? 'ok    ' : 'FAILED'}${seconds.padStart(8)} s`)
      if (code !== 0) failed ??= stage
    }
    if (failed !== undefined) break
  }
  summary.push(`${'in all'.padEnd(20)}${secondsSince(started).padStart(8)} s`)
  const counts = countTests()
  console.log(`\n${summary.join('\n')}\n`)
  if (counts.skipped > 0) console.log(`tests skipped: ${counts.skipped}`)
  const line = `tests: ${counts.passed} passed, ${counts.failed} failed`
  if (failed === undefined) console.log(line)
  else console.log(`${line}\nstopped at: ${failed}`)
  return failed === undefined ? 0 : 1
}

/** What tests, browsers and PostgreSQL leave in the folder for temporary files goes with the run, however it ends. */
function provideFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'ece-console-test-'))
  // PostgreSQL runs as a user of its own
  chmodSync(folder, 0o755)
  process.env['TMPDIR'] = folder
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  runWhenGone('rm -rf -- "$1"', folder)
}

/**
 * One server for the whole run, unless TEST_DATABASE_URL names another; it ends with this process.
 * @param {readonly string[]} stages
 */
async function providePostgres(stages) {
  const isNeeded = stages.some((stage) => ['unit', 'faults', 'architecture', 'e2e'].includes(stage))
  if (!isNeeded || process.env['TEST_DATABASE_URL'] || !(await installPostgres())) return
  const { url } = await startPostgres(POSTGRES)
  process.env['TEST_DATABASE_URL'] = url
}

/**
 * The first one says what it does while it does it, the others afterwards.
 * @param {readonly string[]} stages @param {readonly string[]} extra
 */
async function runTogether(stages, extra) {
  const runs = stages.map((stage, index) => runStage(stage, extra, index === 0))
  const results = []
  for (const [index, run] of runs.entries()) {
    const { said, ...result } = await run
    const { stage, code, seconds } = result
    if (index > 0) process.stdout.write(`${titleOf(stage)}${said}`)
    console.log(`\n${stage}: ${code === 0 ? 'ok' : 'FAILED'} in ${seconds} s`)
    results.push(result)
  }
  return results
}

/** @param {string} stage */
const titleOf = (stage) => `\n── ${stage} ${'─'.repeat(60 - stage.length)}\n\n`

/** @param {number} started */
const secondsSince = (started) => ((performance.now() - started) / 1000).toFixed(1)

/** @param {string} stage @param {readonly string[]} extra @param {boolean} speaksUp */
async function runStage(stage, extra, speaksUp) {
  if (speaksUp) process.stdout.write(titleOf(stage))
  const started = performance.now()
  const commands = STAGES[stage] ?? []
  let code = 0
  let said = ''
  for (const [index, [program, ...args]] of commands.entries()) {
    const more = index === commands.length - 1 ? extra : []
    const child = startCommand(stage, program, [...args, ...more], speaksUp ? 'inherit' : 'pipe')
    const streams = [child.stdout, child.stderr].filter((stream) => stream !== null)
    for (const stream of streams) stream.setEncoding('utf8').on('data', (text) => (said += text))
    const [exit] = await Promise.all([exitOf(child), ...streams.map((stream) => finished(stream))])
    code = exit
    if (code !== 0) break
  }
  return { stage, code, seconds: secondsSince(started), said }
}

/** @param {string} stage @param {string} program @param {readonly string[]} args @param {'inherit' | 'pipe'} output */
function startCommand(stage, program, args, output) {
  const file = program === 'node' ? process.execPath : join(ROOT, 'node_modules/.bin', program)
  const reports = { PLAYWRIGHT_JSON_OUTPUT_FILE: 'reports/e2e.json', TEST_STAGE: stage }
  const env = { ...process.env, ...QUIET, ...reports }
  const child = startProgram(file, args, { env, stdio: ['ignore', output, output] })
  if (stage === 'unit' && child.pid !== undefined) setPriority(child.pid, NICE)
  return child
}

/** What the reporters wrote; a stage that did not run, or broke before its report, counts nothing. */
function countTests() {
  const unit = [readReport('unit'), readReport('faults'), readReport('architecture')]
  const stats = readReport('e2e').stats ?? {}
  return {
    passed: sum(unit, 'numPassedTests') + (stats.expected ?? 0),
    // No retries: what passed only sometimes has failed.
    failed: sum(unit, 'numFailedTests') + (stats.unexpected ?? 0) + (stats.flaky ?? 0),
    skipped: sum(unit, 'numPendingTests') + sum(unit, 'numTodoTests') + (stats.skipped ?? 0),
  }
}

/** @param {readonly Record<string, number>[]} reports @param {string} key */
const sum = (reports, key) => reports.reduce((total, report) => total + (report[key] ?? 0), 0)

/** @param {string} name */
function readReport(name) {
  try {
    return JSON.parse(readFileSync(join(REPORTS, `${name}.json`), 'utf8'))
  } catch {
    return {}
  }
}

await runMain(test)
