// Finds or installs the browser of the end-to-end tests, and PostgreSQL where we may.
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Problem, ROOT } from './processes.mjs'
import { runStep } from './setup.mjs'

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
/** Debian keeps the server's own programs off the PATH. */
const POSTGRES_HOME = '/usr/lib/postgresql'

/** @returns {string | undefined} `CHROMIUM`, else a Chromium on the PATH, else undefined: Playwright's own */
export function findBrowser() {
  const named = process.env['CHROMIUM'] ?? ''
  return named === '' ? BROWSERS.map(findOnPath).find((path) => path !== undefined) : named
}

/** What `npm test` needs beyond Node: a browser always, PostgreSQL where it can be had. */
export async function installTestPrograms() {
  if (findBrowser() === undefined && !(await installDebian('chromium'))) await installPlaywrights()
  if (!hasPostgres() && !(await installDebian('postgresql'))) reportMissingPostgres()
}

const hasPostgres = () => findOnPath('postgres') !== undefined || existsSync(POSTGRES_HOME)

/**
 * @param {string} name
 * @returns {Promise<boolean>} false where we may not or apt could not; what it said is then on the screen
 */
async function installDebian(name) {
  if (process.getuid?.() !== 0 || findOnPath('apt-get') === undefined) return false
  process.env['DEBIAN_FRONTEND'] = 'noninteractive'
  const install = /** @type {const} */ ([
    'apt-get',
    'install',
    '--yes',
    '-q',
    '--no-install-recommends',
  ])
  try {
    await runStep('Updating the list of Debian packages', '', ['apt-get', 'update', '-q'])
    await runStep(`Installing ${name}`, '', [...install, name])
    return true
  } catch (error) {
    if (error instanceof Problem) return false
    throw error
  }
}

async function installPlaywrights() {
  const cli = join(ROOT, 'node_modules/@playwright/test/cli.js')
  await runStep(
    'Installing a browser (Playwright’s Chromium)',
    'No browser could be installed. Install Chromium, or set CHROMIUM to the path of one.',
    [process.execPath, cli, 'install', 'chromium'],
  )
}

function reportMissingPostgres() {
  const sentence = 'PostgreSQL is not installed: what runs against it is NOT tested.'
  if (process.env['CI']) throw new Problem(`${sentence} Install the package postgresql.`)
  console.log(`\n  SKIPPED  ${sentence}\n`)
}

/** @param {string} name */
function findOnPath(name) {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable)
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
