// What a browser loads and how soon a person can work: sign-in page and deployments list, on this machine's own speed and
// with a slow CPU on a slow line, with an empty cache and with a full one. `--quick`: fewer rounds.
import type { Browser, BrowserContext } from 'playwright-core'
import { startConsole, startSimulator } from '../e2e/servers.ts'
import { type Line, openBrowser, openPage, readHeap, signIn } from './browser.ts'
import { startFloor } from './floor.ts'
import { median, report, round, spread } from './report.mjs'

const ROUNDS = process.argv.includes('--quick') ? 2 : 5
/** The list is measured with as many deployments behind it as an installation may have. */
const FLEET = 10_000

interface Place {
  readonly name: string
  readonly path: string
  /** Selector of what a person waits for. */
  readonly ready: string
  readonly isSignedIn: boolean
}

const PLACES: readonly Place[] = [
  { name: 'sign-in', path: '/sign-in', ready: 'input[type=password]', isSignedIn: false },
  {
    name: 'deployments list',
    path: '/default/deployments',
    ready: '[role=rowgroup] a[data-row-link]',
    isSignedIn: true,
  },
]

/** The page that does nothing with as many bytes: what is left is the line, the machine and the browser. */
const FLOOR: Place = {
  name: 'floor of the list',
  path: '/floor',
  ready: '#ready',
  isSignedIn: false,
}

interface Visit {
  readonly jsFiles: number
  readonly jsKb: number
  readonly cssKb: number
  readonly dataKb: number
  readonly fcp: number
  readonly ready: number
  /** Sum of what long tasks take beyond 50 ms, from first paint to 2 s after ready. */
  readonly blocking: number
  readonly heapMb: number
}

const SETTLE_MS = 2000

async function visit(
  context: BrowserContext,
  url: string,
  place: Place,
  line: Line,
): Promise<Visit> {
  const page = await openPage(context, line)
  await page.goto(url + place.path, { waitUntil: 'commit' })
  const ready = await page
    .waitForFunction(
      (selector) => (document.querySelector(selector) === null ? undefined : performance.now()),
      place.ready,
      { polling: 'raf', timeout: 60_000 },
    )
    .then((handle) => handle.jsonValue())
  // a settling time of the measurement itself: long tasks after ready count as well
  await page.waitForFunction((until) => performance.now() > until, (ready ?? 0) + SETTLE_MS)
  // nothing in it has a name of its own: the loader that runs this file would wrap named functions
  const seen = await page.evaluate(() => ({
    files: (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).map(
      ({ name, encodedBodySize }) => ({ path: new URL(name).pathname, bytes: encodedBodySize }),
    ),
    fcp: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    // the page's own notes: see OBSERVE in browser.ts
    tasks: (globalThis as unknown as { benchLongTasks: [number, number][] }).benchLongTasks,
  }))
  const heapMb = (await readHeap(page)) / 1e6
  await page.close()
  const sizes = (ending: RegExp) =>
    seen.files.filter(({ path }) => ending.test(path)).map(({ bytes }) => bytes)
  const kb = (ending: RegExp) => sizes(ending).reduce((all, each) => all + each, 0) / 1000
  const LONG = 50
  return {
    jsFiles: sizes(/\.js$/).length,
    jsKb: kb(/\.js$/),
    cssKb: kb(/\.css$/),
    dataKb: kb(/^\/(?:api|bff)\//),
    fcp: seen.fcp,
    ready: ready ?? Number.NaN,
    blocking: seen.tasks
      .filter(([start]) => start >= seen.fcp && start <= (ready ?? 0) + SETTLE_MS)
      .reduce((all, [, duration]) => all + Math.max(0, duration - LONG), 0),
    heapMb,
  }
}

async function openContext(browser: Browser, url: string, place: Place, password: string) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  if (place.isSignedIn) await signIn(context, url, password)
  return context
}

const simulator = await startSimulator({ fleet: FLEET })
const server = await startConsole({ eceUrl: simulator.url })
const browser = await openBrowser()
const runs = new Map<string, Visit[]>()
const keep = (key: string, seen: Visit) => runs.set(key, [...(runs.get(key) ?? []), seen])
try {
  for (let at = 0; at < ROUNDS; at++) {
    // variants take turns, so that a slow minute of the machine meets all of them
    for (const place of PLACES) {
      for (const line of ['plain', 'slow'] as const) {
        const context = await openContext(browser, server.url, place, simulator.password)
        // signing in has loaded the code: what is cold needs a profile that has the session and no cache
        const state = await context.storageState()
        await context.close()
        const fresh = await browser.newContext({
          viewport: { width: 1440, height: 900 },
          storageState: state,
        })
        keep(`${place.name}|${line}|cold`, await visit(fresh, server.url, place, line))
        keep(`${place.name}|${line}|warm`, await visit(fresh, server.url, place, line))
        await fresh.close()
      }
    }
  }
  const seen = (pick: (visit: Visit) => number) =>
    Math.round(1000 * median((runs.get('deployments list|slow|cold') ?? []).map(pick)))
  const floor = await startFloor({
    js: seen(({ jsKb }) => jsKb),
    css: seen(({ cssKb }) => cssKb),
    data: seen(({ dataKb }) => dataKb),
  })
  for (let at = 0; at < ROUNDS; at++) {
    for (const line of ['plain', 'slow'] as const) {
      const fresh = await browser.newContext({ viewport: { width: 1440, height: 900 } })
      keep(`${FLOOR.name}|${line}|cold`, await visit(fresh, floor.url, FLOOR, line))
      await fresh.close()
    }
  }
  await floor.stop()
} finally {
  await browser.close()
  await server.stop()
  await simulator.stop()
}

const middle = (key: string, pick: (visit: Visit) => number) =>
  median((runs.get(key) ?? []).map(pick))
const rows = [...runs.keys()].map((key) => {
  const [place = '', line = '', cache = ''] = key.split('|')
  const of = (pick: (visit: Visit) => number, digits = 0) => round(middle(key, pick), digits)
  return {
    page: place,
    machine: line === 'slow' ? '4 × slower, slow 4G' : 'plain',
    cache,
    'JS files': of((seen) => seen.jsFiles),
    'JS kB': of((seen) => seen.jsKb, 1),
    'CSS kB': of((seen) => seen.cssKb, 1),
    'data kB': of((seen) => seen.dataKb, 1),
    'FCP ms': of((seen) => seen.fcp),
    'ready ms': of((seen) => seen.ready),
    'blocking ms': of((seen) => seen.blocking),
    'heap MB': of((seen) => seen.heapMb, 1),
    'spread of ready': `${Math.round(100 * spread((runs.get(key) ?? []).map(({ ready }) => ready)))} %`,
  }
})

const list = (pick: (visit: Visit) => number, line: Line = 'slow') =>
  round(middle(`deployments list|${line}|cold`, pick), 1)
report({
  name: 'first-load',
  title: 'First load',
  command: 'npm run bench -- first-load',
  note: `Medians of ${ROUNDS} rounds in which the variants take turns; ${FLEET} deployments behind the list. Sizes as they travel (compressed). Slow: 4 × CPU slow-down, 562.5 ms round trip, 1.44 Mbit/s.`,
  goals: [
    {
      what: 'first paint of the list, slow',
      measured: list(({ fcp }) => fcp),
      goal: 800,
      unit: ' ms',
    },
    {
      what: 'rows of the list, slow',
      measured: list(({ ready }) => ready),
      goal: 2600,
      unit: ' ms',
    },
    {
      what: 'blocking time of the list, slow',
      measured: list(({ blocking }) => blocking),
      goal: 200,
      unit: ' ms',
    },
    {
      what: 'heap of the list',
      measured: list(({ heapMb }) => heapMb, 'plain'),
      goal: 12,
      unit: ' MB',
    },
  ],
  rows,
})
