// `npm test`: everything, in the order in which a mistake is cheapest to find. `npm test -- unit [arguments]`
// runs one stage, with more arguments for its last command.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  const stages = only === undefined ? Object.keys(STAGES) : [only]
  await setUp()
  if (stages.includes('e2e')) await installBrowser()
  provideFolder()
  await providePostgres(stages)
  rmSync(REPORTS, { recursive: true, force: true })
  mkdirSync(REPORTS)

  /** @type {string[]} */
  const summary = []
  let failed
  for (const stage of stages) {
    const { code, seconds } = await runStage(stage, extra)
    summary.push(`${stage.padEnd(14)}${code === 0 ? 'ok    ' : 'FAILED'}${seconds.padStart(8)} s`)
    if (code !== 0) {
      failed = stage
      break
    }
  }
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
  const { url } = await startPostgres()
  process.env['TEST_DATABASE_URL'] = url
}

/** @param {string} stage @param {readonly string[]} extra */
async function runStage(stage, extra) {
  console.log(`\n── ${stage} ${'─'.repeat(60 - stage.length)}\n`)
  const started = performance.now()
  const commands = STAGES[stage] ?? []
  let code = 0
  for (const [index, [program, ...args]] of commands.entries()) {
    const more = index === commands.length - 1 ? extra : []
    code = await runCommand(program, [...args, ...more])
    if (code !== 0) break
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`\n${stage}: ${code === 0 ? 'ok' : 'FAILED'} in ${seconds} s`)
  return { code, seconds }
}

/** @param {string} program @param {readonly string[]} args */
function runCommand(program, args) {
  const file = program === 'node' ? process.execPath : join(ROOT, 'node_modules/.bin', program)
  const env = { ...process.env, ...QUIET, PLAYWRIGHT_JSON_OUTPUT_FILE: 'reports/e2e.json' }
  return exitOf(startProgram(file, args, { env, stdio: ['ignore', 'inherit', 'inherit'] }))
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
