// The one set-up step behind `npm start`, `npm test`, `npm run dev` and `npm run simulator`: installs when
// the lock file changed, builds what changed, and costs milliseconds when there is nothing to do.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isLocked, withLock } from './lock.mjs'
import { exitOf, isStopping, Problem, ROOT, startProgram } from './processes.mjs'

const LOCK = join(ROOT, '.turbo/setup.lock')
/** Inside node_modules: whoever deletes that folder also deletes the claim that it is complete. */
const STAMP = join(ROOT, 'node_modules/.ece-console-setup.json')
const WORKSPACES = ['apps', 'packages']
const ROOT_INPUTS = ['package.json', 'package-lock.json', 'turbo.json', 'tsconfig.base.json']

/** @typedef {{ lock?: string, inputs?: string, outputs?: string }} Stamp */

export async function setUp() {
  checkNode()
  if (!isLocked(LOCK) && isInstalled() && isBuilt()) return
  /** @param {string} owner */
  const onWait = (owner) => console.log(`Waiting for another set-up to finish (process ${owner}).`)
  await withLock(LOCK, onWait, async (onChild) => {
    if (!isInstalled()) await install(onChild)
    if (!isBuilt()) await build(onChild)
  })
}

/** The range of `engines` in package.json. Node 21, 23.0 and the like are past their end. */
function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major > 22) return
  throw new Problem(
    `ECE Console needs Node 20.19 or newer of the 20 line, or 22.13 or newer; this is ${process.version}. Install one from https://nodejs.org and try again.`,
  )
}

const isInstalled = () => {
  const lock = hashOf(readFileSync(join(ROOT, 'package-lock.json')))
  const stamp = readStamp()
  if (stamp.lock !== undefined) return stamp.lock === lock
  // Somebody typed `npm ci` before: its own record says what is there.
  if (!matchesRecord()) return false
  writeStamp({ lock })
  return true
}

/** Does npm's record of node_modules hold every package of the lock file, at its version? */
function matchesRecord() {
  const installed = readPackages('node_modules/.package-lock.json')
  const wanted = Object.entries(readPackages('package-lock.json'))
  return wanted.every(
    ([path, entry]) =>
      !path.includes('node_modules/') ||
      entry.optional === true ||
      installed[path]?.version === entry.version,
  )
}

/**
 * @param {string} path
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function readPackages(path) {
  const file = join(ROOT, path)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}
}

/** @typedef {(pid: number | undefined) => void} OnChild */

/** @param {OnChild} onChild */
async function install(onChild) {
  const lock = hashOf(readFileSync(join(ROOT, 'package-lock.json')))
  // An install that is cut short must not leave the old claim behind.
  rmSync(STAMP, { force: true })
  // NODE_ENV=production would leave the build tools out.
  const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund']
  const npm = process.env['npm_execpath'] ?? ''
  await runStep(
    'Installing packages (half a minute on a fresh clone)',
    'Packages could not be installed. Check the connection to the npm registry and try again.',
    // The npm that runs us, when there is one: it need not be on the PATH.
    npm.endsWith('npm-cli.js') ? [process.execPath, npm, ...args] : ['npm', ...args],
    onChild,
  )
  writeStamp({ lock })
}

/** Same files, sizes and times as after the last build: then turbo need not even start. */
const isBuilt = () => {
  const { inputs, outputs } = readStamp()
  return inputs === fingerprintInputs() && outputs === fingerprintOutputs()
}

/** @param {OnChild} onChild */
async function build(onChild) {
  // Before the build: what is edited while it runs must count as changed afterwards.
  const inputs = fingerprintInputs()
  const turbo = join(ROOT, 'node_modules/turbo/bin/turbo')
  await runStep(
    'Building',
    'The build failed; what it said stands above.',
    [process.execPath, turbo, 'run', 'build', '--output-logs=errors-only'],
    onChild,
  )
  writeStamp({ ...readStamp(), inputs, outputs: fingerprintOutputs() })
}

/**
 * Runs one step: a line while it works, the seconds when it is done, all it said when it fails.
 * @param {string} label
 * @param {string} failure the sentence of the `Problem`
 * @param {readonly [program: string, ...args: string[]]} commandLine
 * @param {OnChild} [onChild]
 */
export async function runStep(label, failure, [program, ...args], onChild) {
  const started = performance.now()
  process.stdout.write(`${label} … `)
  const child = startProgram(program, args, {
    env: { ...process.env, ...QUIET },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onChild?.(child.pid)
  /** @type {Buffer[]} */
  const output = []
  child.stdout?.on('data', (chunk) => output.push(chunk))
  child.stderr?.on('data', (chunk) => output.push(chunk))
  const code = await exitOf(child).catch((error) => {
    output.push(Buffer.from(`${error.message}\n`))
    return 127
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(code === 0 ? `${seconds} s` : `failed after ${seconds} s`)
  if (code === 0) return
  if (!isStopping()) process.stderr.write(Buffer.concat(output))
  throw new Problem(failure)
}

/** Neither telemetry nor "a newer version exists" from anything we start. */
export const QUIET = {
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  DO_NOT_TRACK: '1',
  npm_config_update_notifier: 'false',
}

function fingerprintInputs() {
  const isInput = (/** @type {string} */ name) =>
    !['node_modules', 'dist', '.turbo'].includes(name) && !/\.test\.tsx?$/.test(name)
  const lines = ROOT_INPUTS.map((name) => describe(join(ROOT, name)))
  for (const folder of WORKSPACES) lines.push(...walk(join(ROOT, folder), isInput))
  return hashOf(`${process.version}\n${lines.join('\n')}`)
}

function fingerprintOutputs() {
  const dists = WORKSPACES.flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => join(ROOT, folder, name, 'dist')),
  )
  return hashOf(
    dists.flatMap((dist) => (existsSync(dist) ? walk(dist, () => true) : [])).join('\n'),
  )
}

/**
 * @param {string} folder
 * @param {(name: string) => boolean} accept
 * @returns {string[]}
 */
function walk(folder, accept) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => accept(entry.name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? walk(path, accept) : [describe(path)]
    })
}

/** @param {string} path */
function describe(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  return `${path} ${stat?.size} ${stat?.mtimeMs}`
}

/** @param {string | Buffer} data */
const hashOf = (data) => createHash('sha256').update(data).digest('hex')

/** @returns {Stamp} */
function readStamp() {
  try {
    return JSON.parse(readFileSync(STAMP, 'utf8'))
  } catch {
    return {}
  }
}

/** @param {Stamp} stamp */
const writeStamp = (stamp) => writeFileSync(STAMP, JSON.stringify(stamp))
