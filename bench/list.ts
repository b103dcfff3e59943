// A list of 10,000 deployments: how soon a key stroke is on the screen, and whether scrolling stutters; on this machine's own
// speed and four times slower. `--quick`: fewer rounds.
import type { Page } from 'playwright-core'
import { startConsole, startSimulator } from '../e2e/servers.ts'
import { type Line, openBrowser, readHeap, scrollText, signIn } from './browser.ts'
import { turnIntoPlainInput, turnIntoPlainRows } from './floor.ts'
import { median, quantile, report, round } from './report.mjs'

const ROUNDS = process.argv.includes('--quick') ? 2 : 5
const FLEET = 10_000
const LIST = '/default/deployments'
const SEARCH = 'Search deployments'
const SLOW_CPU = 4
/** Letters of names of the seed; each is a key stroke. */
const WORDS = ['search', 'logs', 'prod', 'metrics']

/**
 * Notes, for the last key stroke, when rows were first painted after it (what is loaded, narrowed at once) and when the
 * table, no longer busy, was painted with the server's answer. Text, so that nothing wraps its functions.
 */
const WATCH_KEYS = `(() => {
  const table = document.querySelector('[role=table]')
  const painted = (note) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => note(performance.now())
    port2.postMessage(0)
  })
  document.addEventListener('input', ({ timeStamp }) => {
    globalThis.benchKey = { at: timeStamp }
  }, true)
  new MutationObserver(() => {
    const key = globalThis.benchKey
    if (key === undefined) return
    const isAnswer = table.getAttribute('aria-busy') === 'false'
    painted((now) => {
      key.first ??= now
      if (isAnswer) key.answer = now
    })
  }).observe(table, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ['aria-busy', 'aria-rowcount'] })
})()`

interface Key {
  readonly at: number
  readonly first?: number
  readonly answer?: number
}

/** Types one letter and waits until the server's answer to the whole text is on screen. */
async function pressKey(page: Page, letter: string, text: string) {
  await page.keyboard.type(letter)
  const handle = await page.waitForFunction((typed) => {
    // written by WATCH_KEYS
    const { benchKey } = globalThis as unknown as { benchKey: Key }
    const isAsked = new URLSearchParams(location.search).get('q') === typed
    return isAsked && benchKey.answer !== undefined ? benchKey : undefined
  }, text)
  const { at, first = Number.NaN, answer = Number.NaN } = (await handle.jsonValue()) ?? { at: 0 }
  return { first: first - at, last: answer - at }
}

const SCROLL = scrollText({ ms: 3000, step: 180 })

/** The same figures of pages that do nothing, in the same turn: what is left is the machine. */
async function measureFloor(page: Page, line: Line) {
  await turnIntoPlainRows(page)
  const shown: number[] = await page.evaluate(SCROLL)
  floorFrames[line].push(...shown)
  await turnIntoPlainInput(page)
  await page.evaluate(WATCH_KEYS)
  await page.getByRole('searchbox').focus()
  for (const letter of WORDS.join('')) {
    await page.keyboard.type(letter)
    const handle = await page.waitForFunction(() => {
      // written by WATCH_KEYS
      const { benchKey } = globalThis as unknown as { benchKey?: Key }
      return benchKey?.first === undefined ? undefined : benchKey
    })
    const { at, first: shownAt = Number.NaN } = (await handle.jsonValue()) ?? { at: 0 }
    floorKeys[line].push(shownAt - at)
    // written by WATCH_KEYS
    await page.evaluate(() => Object.assign(globalThis, { benchKey: undefined }))
  }
}

const setSpeed = async (page: Page, line: Line) => {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: line === 'slow' ? SLOW_CPU : 1 })
}

const simulator = await startSimulator({ fleet: FLEET })
const server = await startConsole({ eceUrl: simulator.url })
const browser = await openBrowser()
const first: Record<Line, number[]> = { plain: [], slow: [] }
const last: Record<Line, number[]> = { plain: [], slow: [] }
const frames: Record<Line, number[]> = { plain: [], slow: [] }
const floorKeys: Record<Line, number[]> = { plain: [], slow: [] }
const floorFrames: Record<Line, number[]> = { plain: [], slow: [] }
let heapMb = Number.NaN
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  await signIn(context, server.url, simulator.password)
  for (let at = 0; at < ROUNDS; at++) {
    for (const line of ['plain', 'slow'] as const) {
      const page = await context.newPage()
      await page.goto(server.url + LIST)
      await page.locator('[role=rowgroup] a[data-row-link]').first().waitFor()
      await setSpeed(page, line)
      const shown: number[] = await page.evaluate(SCROLL)
      frames[line].push(...shown)
      if (line === 'plain') heapMb = (await readHeap(page)) / 1e6
      await page.evaluate(WATCH_KEYS)
      const box = page.getByRole('searchbox', { name: SEARCH })
      for (const word of WORDS) {
        await box.fill('')
        await page
          .getByRole('table', { name: 'Deployments' })
          .and(page.locator('[aria-busy=false]'))
          .waitFor()
        await box.focus()
        let typed = ''
        for (const letter of word) {
          typed += letter
          const key = await pressKey(page, letter, typed)
          first[line].push(key.first)
          last[line].push(key.last)
        }
      }
      await page.goto(server.url + LIST)
      await page.locator('[role=rowgroup] a[data-row-link]').first().waitFor()
      await measureFloor(page, line)
      await page.close()
    }
  }
} finally {
  await browser.close()
  await server.stop()
  await simulator.stop()
}

/** Two frames of a 60 Hz screen, less a little for the clock. */
const LATE_FRAME = 33.4
const late = (all: readonly number[]) => all.filter((each) => each > LATE_FRAME).length
const describeFrames = (all: readonly number[]) => ({
  'frames/s': round(1000 / (all.reduce((sum, each) => sum + each, 0) / all.length), 1),
  'frame p99 ms': round(quantile(all, 0.99), 1),
  'frames over 33 ms': `${late(all)} of ${all.length}`,
})
const rows = (['plain', 'slow'] as const).flatMap((line) => {
  const machine = line === 'slow' ? `${SLOW_CPU} × slower` : 'plain'
  return [
    {
      page: 'list',
      machine,
      'key → first rows ms': round(median(first[line]), 1),
      'key → answer ms': round(median(last[line]), 1),
      'answer p95 ms': round(quantile(last[line], 0.95), 1),
      ...describeFrames(frames[line]),
    },
    {
      page: 'floor',
      machine,
      'key → first rows ms': round(median(floorKeys[line]), 1),
      'key → answer ms': null,
      'answer p95 ms': null,
      ...describeFrames(floorFrames[line]),
    },
  ]
})
report({
  name: 'list',
  title: `A list of ${FLEET} deployments`,
  command: 'npm run bench -- list',
  note: `${ROUNDS} rounds in turn, ${WORDS.join('').length} key strokes each. First rows: what is loaded, narrowed at once. Answer: the server's search is on screen. Floor: the same rows as HTML without code, and a key that writes one text. Heap after scrolling and a collection: ${round(heapMb, 1)} MB.`,
  goals: [
    { what: 'key stroke to rows', measured: round(median(first.plain), 1), goal: 16, unit: ' ms' },
    {
      what: 'key stroke to rows, 4 × slower',
      measured: round(median(first.slow), 1),
      goal: 33,
      unit: ' ms',
    },
    {
      what: 'key stroke to the answer of the search',
      measured: round(median(last.plain), 1),
      goal: 150,
      unit: ' ms',
    },
    {
      what: 'frames over 33 ms while scrolling',
      measured: late(frames.plain),
      goal: 0,
    },
    { what: 'heap', measured: round(heapMb, 1), goal: 12, unit: ' MB' },
  ],
  rows,
})
