import { defineConfig } from '@playwright/test'
import type { WorkerFixtures } from './e2e/fixtures.ts'
import { findBrowser } from './tools/browser.mjs'

const executablePath = findBrowser()

/** Tests about what consoles on one database share: they run once more on two of them, behind a balancer. */
const SHARED = ['change-*', 'audit-*', 'jobs-*'].map((name) => `${name}.e2e.ts`)
/** Tests that need several consoles anyway. */
const SEVERAL = 'several-consoles.e2e.ts'

/** `npm test -- e2e` starts a PostgreSQL and sets TEST_DATABASE_URL. */
function projectsOnPostgres() {
  if (process.env['TEST_DATABASE_URL']) {
    const use = { browserName: 'chromium' as const, consoleOptions: { replicas: 2 } }
    return [{ name: 'two-consoles', testMatch: [...SHARED, SEVERAL], use }]
  }
  const sentence = 'TEST_DATABASE_URL is not set: several consoles on PostgreSQL are not tested.'
  if (process.env['CI']) throw new Error(`${sentence} Use npm test -- e2e.`)
  // this file is read by every worker as well
  if (!process.env['TEST_WORKER_INDEX']) console.warn(`\n  SKIPPED  ${sentence}\n`)
  return []
}

export default defineConfig<object, WorkerFixtures>({
  testDir: 'e2e',
  testMatch: '*.e2e.ts',
  fullyParallel: true,
  // Every worker runs a browser, a console and a simulator of its own.
  workers: 2,
  // A test that passes the second time has failed.
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    // What a failure leaves behind holds each step's page; a film of it costs every test a seventh of its time.
    trace: { mode: 'retain-on-failure', screenshots: false },
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
      ],
    },
  },
  projects: [
    { name: 'chromium', testIgnore: SEVERAL, use: { browserName: 'chromium' } },
    ...projectsOnPostgres(),
  ],
})
