import { defineConfig } from '@playwright/test'
import { findBrowser } from './tools/browser.mjs'

const executablePath = findBrowser()

export default defineConfig({
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
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
})
