// How often an ECE is asked when one operator has 1, 10 or 200 tabs open on one view: plain HTTP clients that poll as
// the web does. `node bench/tabs.mjs [--quick]`; about 5 minutes, or one with --quick.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runMain } from '../tools/processes.mjs'
import { CONSOLE, SIMULATOR } from '../tools/programs.mjs'
import { freePort, MEASURED_CORE, OTHER_CORE, startNode } from './lib/programs.mjs'
import { report } from './report.mjs'
import { pollFrom, signIn } from './tabs/poll.mjs'

const quick = process.argv.includes('--quick')
const TABS = [1, 10, 200]
const PASSWORD = 'bench-password'
/** As the web polls (apps/web/src/api/live.ts): while something changes, and while nothing does. */
const PACES = [
  { pace: 'changing', everyMs: 2_000, seconds: quick ? 6 : 20 },
  { pace: 'idle', everyMs: 30_000, seconds: 30 },
].slice(0, quick ? 1 : 2)

/** @typedef {{ view: string, method: 'GET' | 'POST', path: string, body?: string }} View */

async function bench() {
  const folder = mkdtempSync(join(tmpdir(), 'ece-tabs-'))
  try {
    return await measure(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {string} folder */
async function measure(folder) {
  const simulator = await startNode([SIMULATOR], {
    core: OTHER_CORE,
    env: { SIMULATOR_PORT: '0', SIMULATOR_PASSWORD: PASSWORD },
  })
  const metricsPort = await freePort()
  const product = await startNode([CONSOLE, 'serve'], {
    core: MEASURED_CORE,
    env: { PORT: '0', METRICS_PORT: `${metricsPort}`, ECE_URL: simulator.url, DATA_DIR: folder },
  })
  const operator = { url: product.url, cookie: await signIn(product.url, PASSWORD) }
  const rows = []
  for (const view of await chooseViews(operator)) {
    for (const { pace, everyMs, seconds } of PACES) {
      for (const tabs of TABS) {
        const before = await readCalls(metricsPort)
        const polls = await pollFrom({ ...operator, view, tabs, everyMs, seconds })
        const calls = (await readCalls(metricsPort)) - before
        const perMinute = (/** @type {number} */ count) => Math.round((count * 60) / seconds)
        rows.push({
          view: view.view,
          pace,
          tabs,
          'polls/min': perMinute(polls.count),
          'upstream/min': perMinute(calls),
          'not modified': polls.notModified,
          failed: polls.failed,
          'kB/poll': Math.round((polls.bytes / Math.max(1, polls.count) / 1024) * 10) / 10,
        })
        process.stdout.write('.')
      }
    }
  }
  console.log()
  report({
    name: 'tabs',
    title: 'Open tabs of one operator on one view',
    command: 'npm run bench -- tabs',
    note: 'Tabs poll as the web does, each beginning at a moment of its own: every 2 s while something changes, every 30 s while nothing does.',
    goals: [],
    rows,
  })
  return 0
}

/** @param {{ url: string, cookie: string }} operator @returns {Promise<View[]>} */
async function chooseViews({ url, cookie }) {
  const answer = await fetch(`${url}/api/default/deployments`, { headers: { cookie } })
  const { deployments } = /** @type {{ deployments: { id: string }[] }} */ (await answer.json())
  const path = `/deployments/${deployments[0]?.id}?show_plans=true&show_settings=true`
  return [
    { view: 'deployment', method: 'GET', path },
    { view: 'list', method: 'POST', path: '/deployments/_search', body: '{"size":100}' },
  ]
}

/** Requests to the ECE so far, by the console's own count. @param {number} port */
async function readCalls(port) {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const lines = text.matchAll(/^ece_console_upstream_requests_total\{[^}]*\} (\d+)$/gm)
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0)
}

await runMain(bench)
