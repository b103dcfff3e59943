// Finds or installs the browser of the end-to-end tests, and PostgreSQL where we may.
import { join } from 'node:path'
import { findPostgres } from './postgres.mjs'
import { findOnPath, Problem, ROOT } from './processes.mjs'
import { runStep } from './setup.mjs'

/** Chromium without its windows: every page of the tests takes 0.6 times as long in it. */
const SHELL = 'chromium-headless-shell'
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * `CHROMIUM`, else a Chromium on the PATH, else undefined: Playwright's own. `isWhole`: with its windows, for figures that
 * are about what operators use.
 * @param {{ isWhole?: boolean }} [options]
 * @returns {string | undefined}
 */
export function findBrowser({ isWhole = false } = {}) {
  const named = process.env['CHROMIUM'] ?? ''
  if (named !== '') return named
  const names = isWhole ? BROWSERS : [SHELL, ...BROWSERS]
  return names.map(findOnPath).find((path) => path !== undefined)
}

export async function installBrowser() {
  if (findBrowser()?.endsWith(SHELL) || process.env['CHROMIUM'] || (await installDebian(SHELL)))
    return
  // older Debians have no such package
  if (findBrowser() === undefined && !(await installDebian('chromium'))) await installPlaywrights()
}

/** @returns {Promise<boolean>} false where it cannot be had, which is said; under `CI` that is a failure */
export async function installPostgres() {
  if (findPostgres() !== undefined || (await installDebian('postgresql'))) return true
  reportMissingPostgres()
  return false
}

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
