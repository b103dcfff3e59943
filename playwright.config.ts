import { defineConfig } from '@playwright/test'
import type { TestOptions } from './e2e/fixtures.ts'
import { findBrowser } from './tools/browser.mjs'

const executablePath = findBrowser()

/**
 * Tests about what consoles on one database share: they run once more on two of them, behind a balancer, except for those
 * that say `@one-console`, which could not fail there alone.
 */
const SHARED = ['change-*', 'audit-*', 'jobs-*'].map((name) => `${name}.e2e.ts`)
/** Tests that need several consoles anyway. */
const SEVERAL = 'several-consoles.e2e.ts'

/** `npm test -- e2e` starts a PostgreSQL and sets TEST_DATABASE_URL. */
function projectsOnPostgres() {
  if (process.env['TEST_DATABASE_URL']) {
    const use = { browserName: 'chromium' as const, consoleOptions: { replicas: 2 } }
    const testMatch = [...SHARED, SEVERAL]
    return [{ name: 'two-consoles', testMatch, grepInvert: /@one-console/, use }]
  }
  const sentence = 'TEST_DATABASE_URL is not set: several consoles on PostgreSQL are not tested.'
  if (process.env['CI']) throw new Error(`${sentence} Use npm test -- e2e.`)
  // this file is read by every worker as well
  if (!process.env['TEST_WORKER_INDEX']) console.warn(`\n  SKIPPED  ${sentence}\n`)
  return []
}

export default defineConfig<TestOptions>({
  testDir: 'e2e',
  testMatch: '*.e2e.ts',
  // The tests of a file run in one worker, which makes a world for them: see e2e/fixtures.ts.
  fullyParallel: false,
  // Twice the cores of a small machine: somebody always waits for a plan or a poll.
  workers: 4,
  // A test that passes the second time has failed.
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    // A film of every page costs each test a seventh of its time, a copy of each step's page another; a failure leaves
    // its steps, its calls and a picture of the end. `--trace on` has it all.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false, sources: false },
    // `only-on-failure` would take one of every page that is closed, to have it if the test fails later: the fixture of
    // `page` takes one of what has failed.
    screenshot: 'off',
    // Spinners and skeletons draw sixty pictures a second that no test looks at; colours half-way have no contrast.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      // Absent: the Chromium that Playwright installed for itself.
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        // Root in a container has no sandbox to offer.
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // No page lives long enough to win back what it costs to compile its code once more for speed: a sixth of the
        // time of all pages. What is measured (bench/) runs in a browser that does.
        '--js-flags=--no-opt --no-maglev',
      ],
    },
  },
  projects: [
    // first, because it waits most: the other files run meanwhile
    ...projectsOnPostgres(),
    { name: 'chromium', testIgnore: SEVERAL, use: { browserName: 'chromium' } },
  ],
})
