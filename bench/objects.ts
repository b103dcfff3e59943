// The other large things besides the list of deployments: more than a thousand allocators, and one deployment of 201
// instances. How soon they are there, whether they scroll, and what they hold. `--quick`: fewer rounds.
import type { BrowserContext, Page } from 'playwright-core'
import { startConsole, startSimulator } from '../e2e/servers.ts'
import { type Line, openBrowser, openPage, readHeap, scrollText, signIn } from './browser.ts'
import { median, quantile, report, round } from './report.mjs'

const ROUNDS = process.argv.includes('--quick') ? 2 : 5
/** The simulator gives so many deployments a little over a thousand hosts. */
const FLEET = 20_000
const PER_ZONE = 67
const ZONES = 3
const LATE_FRAME = 33.4
const LONG_TASK = 50

interface Seen {
  readonly ready: number
  readonly longest: number
  readonly frames: readonly number[]
  readonly key: number
  readonly heapMb: number
}

const SCROLL = scrollText({ ms: 2000, step: 120 })

async function callEce(url: string, path: string, body: object, token = '') {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  })
  // the members that are used here, of the simulator's own answers
  const json = (await answer.json()) as { token?: string; id?: string }
  if (!answer.ok) throw new Error(`${path} answered ${answer.status} ${JSON.stringify(json)}`)
  return json
}

/** Its id. */
async function createLarge(url: string, password: string): Promise<string> {
  const { token } = await callEce(url, '/users/auth/_login', { username: 'admin', password })
  const element = {
    instance_configuration_id: 'data.default',
    node_type: { data: true, master: true, ingest: true },
    zone_count: ZONES,
    node_count_per_zone: PER_ZONE,
    memory_per_node: 1024,
  }
  const elasticsearch = {
    ref_id: 'main-elasticsearch',
    region: 'ece-region',
    plan: {
      elasticsearch: { version: '8.17.4' },
      deployment_template: { id: 'default' },
      cluster_topology: [element],
    },
  }
  const body = { name: 'two hundred instances', resources: { elasticsearch: [elasticsearch] } }
  const { id } = await callEce(url, '/deployments', body, token)
  if (id === undefined) throw new Error('the simulator created nothing')
  return id
}

interface Place {
  readonly name: string
  readonly path: string
  /** There when it is shown. */
  readonly ready: string
  /** What is typed into its search box; absent where there is none. */
  readonly word?: string
}

async function visit(context: BrowserContext, url: string, place: Place, line: Line) {
  const page = await openPage(context, 'plain')
  if (line === 'slow') await slowCpu(page)
  await page.goto(url + place.path, { waitUntil: 'commit' })
  const handle = await page.waitForFunction(
    (selector) => (document.querySelector(selector) === null ? undefined : performance.now()),
    place.ready,
    { polling: 'raf', timeout: 60_000 },
  )
  const ready = (await handle.jsonValue()) ?? Number.NaN
  const frames: number[] = await page.evaluate(SCROLL)
  const key = place.word === undefined ? Number.NaN : await typeWord(page, place.word)
  // the page's own notes: see OBSERVE in browser.ts; text, so that nothing wraps it
  const longest: number = await page.evaluate(
    'Math.max(0, ...globalThis.benchLongTasks.map(([, time]) => time))',
  )
  const heapMb = (await readHeap(page)) / 1e6
  await page.close()
  return { ready, longest, frames, key, heapMb } satisfies Seen
}

async function slowCpu(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 })
}

/** The median time from a key stroke to the frame with its rows. */
async function typeWord(page: Page, word: string): Promise<number> {
  await page.evaluate(`document.addEventListener('input', ({ timeStamp }) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => (globalThis.benchKeys ??= []).push(performance.now() - timeStamp)
      port2.postMessage(0)
    })
  }, true)`)
  await page.getByRole('searchbox').focus()
  for (const [at, letter] of [...word].entries()) {
    await page.keyboard.type(letter)
    await page.waitForFunction((count) => {
      // written by the listener above
      const { benchKeys } = globalThis as unknown as { benchKeys?: number[] }
      return benchKeys?.length === count
    }, at + 1)
  }
  const keys: number[] = await page.evaluate('globalThis.benchKeys')
  return median(keys)
}

const simulator = await startSimulator({ fleet: FLEET, speed: 1000 })
const server = await startConsole({ eceUrl: simulator.url })
const browser = await openBrowser()
const runs = new Map<string, Seen[]>()
const id = await createLarge(simulator.url, simulator.password)
const places: readonly Place[] = [
  {
    name: 'allocators, over 1,000',
    path: '/default/allocators',
    ready: '[role=rowgroup] a[data-row-link]',
    word: '10.20',
  },
  {
    name: `deployment of ${PER_ZONE * ZONES} instances`,
    path: `/default/deployments/${id}`,
    ready: `section:nth-of-type(${ZONES}) li:nth-of-type(${PER_ZONE})`,
  },
]
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  await signIn(context, server.url, simulator.password)
  for (let at = 0; at < ROUNDS; at++) {
    for (const line of ['plain', 'slow'] as const) {
      for (const place of places) {
        const key = `${place.name}|${line}`
        runs.set(key, [...(runs.get(key) ?? []), await visit(context, server.url, place, line)])
      }
    }
  }
} finally {
  await browser.close()
  await server.stop()
  await simulator.stop()
}

const lateOf = (frames: readonly number[]) => frames.filter((each) => each > LATE_FRAME).length
const seenOf = (name: string, line: Line) => runs.get(`${name}|${line}`) ?? []
const of = (name: string, line: Line, pick: (seen: Seen) => number) =>
  round(median(seenOf(name, line).map(pick)), 1)
const rows = places.flatMap(({ name }) =>
  (['plain', 'slow'] as const).map((line) => {
    const frames = seenOf(name, line).flatMap((seen) => [...seen.frames])
    const key = of(name, line, (seen) => seen.key)
    return {
      page: name,
      machine: line === 'slow' ? '4 × slower' : 'plain',
      'ready ms': of(name, line, (seen) => seen.ready),
      'longest task ms': of(name, line, (seen) => Math.max(0, seen.longest)),
      'key → rows ms': Number.isNaN(key) ? null : key,
      'frame p99 ms': round(quantile(frames, 0.99), 1),
      'frames over 33 ms': `${lateOf(frames)} of ${frames.length}`,
      'heap MB': of(name, line, (seen) => seen.heapMb),
    }
  }),
)
report({
  name: 'objects',
  title: 'A thousand hosts, two hundred instances',
  command: 'npm run bench -- objects',
  note: `${ROUNDS} rounds in turn on ${FLEET} deployments. Ready: from the address to the last of what is shown at once, code and data from the cache. A task of more than ${LONG_TASK} ms is one that a key stroke waits for.`,
  goals: places.flatMap(({ name }) => [
    ...(name.startsWith('allocators')
      ? [
          {
            what: `${name}: key stroke to rows`,
            measured: of(name, 'plain', (seen) => seen.key),
            goal: 16,
            unit: ' ms',
          },
        ]
      : []),
    {
      what: `${name}: frames over 33 ms`,
      measured: lateOf(seenOf(name, 'plain').flatMap((seen) => [...seen.frames])),
      goal: 0,
    },
    {
      what: `${name}: heap`,
      measured: of(name, 'plain', (seen) => seen.heapMb),
      goal: 12,
      unit: ' MB',
    },
  ]),
  rows,
})
