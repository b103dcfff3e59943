// Chromium for the benchmarks: a fresh profile per visit, optionally as slow as a phone on a bad line.
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { findBrowser } from '../tools/browser.mjs'

/** `slow`: 4 × CPU slow-down and the browser's own preset "Slow 4G" (562.5 ms round trip, 1.44 Mbit/s down). */
export type Line = 'plain' | 'slow'

const SLOW_CPU = 4
const SLOW_LINE = {
  offline: false,
  latency: 562.5,
  downloadThroughput: (1.6 * 1024 * 1024 * 0.9) / 8,
  uploadThroughput: (750 * 1024 * 0.9) / 8,
}

export async function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser({ isWhole: true })
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // The heap is read as it is, not rounded for privacy, and can be collected first. Whoever drives a browser has it note
      // the stack of each request, for which V8 parses the calling file once more: half of the time in which the largest one
      // is evaluated, in a trace of the same browser that nobody drives there is none of it. So it notes positions at once.
      '--enable-precise-memory-info',
      '--js-flags=--expose-gc --no-enable-lazy-source-positions',
    ],
  })
}

/** What the page itself notes while it loads; read by `readTimings`. */
const OBSERVE = `(() => {
  globalThis.benchLongTasks = []
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) globalThis.benchLongTasks.push([task.startTime, task.duration])
  }).observe({ type: 'longtask', buffered: true })
})()`

export async function slowDown(page: Page, line: Line): Promise<void> {
  if (line === 'plain') return
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', SLOW_LINE)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOW_CPU })
}

export async function openPage(context: BrowserContext, line: Line): Promise<Page> {
  const page = await context.newPage()
  await page.addInitScript(OBSERVE)
  await slowDown(page, line)
  return page
}

/**
 * Scrolls the list of a page, else whatever scrolls, by `step` pixels a frame for `ms`; evaluates to the times between frames,
 * in milliseconds. Text, so that nothing wraps its functions.
 */
export const scrollText = ({ ms, step }: { readonly ms: number; readonly step: number }): string =>
  `new Promise((resolve) => {
  const scrolls = (it) => it.scrollHeight > it.clientHeight + 200 && getComputedStyle(it).overflowY !== 'visible'
  const scroller = document.querySelector('[data-scroll-restoration-id=table]') ?? [...document.querySelectorAll('*')].find(scrolls) ?? document.scrollingElement
  const frames = []
  let before = performance.now()
  const begun = before
  let top = 0
  const next = (now) => {
    frames.push(now - before)
    before = now
    // never read while scrolling: that would be a layout of the benchmark's own
    top += ${step}
    scroller.scrollTop = top
    if (now - begun < ${ms}) requestAnimationFrame(next)
    else resolve(frames.slice(2))
  }
  requestAnimationFrame(next)
})`

export interface Heap {
  readonly usedBytes: number
}

/** Bytes of JavaScript objects after a collection. */
export async function readHeap(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('HeapProfiler.enable')
  await devtools.send('HeapProfiler.collectGarbage')
  const { usedSize } = await devtools.send('Runtime.getHeapUsage')
  await devtools.detach()
  return usedSize
}

/** Signs in on a page of this context and leaves it signed in. */
export async function signIn(
  context: BrowserContext,
  url: string,
  password: string,
): Promise<void> {
  const page = await context.newPage()
  await page.goto(`${url}/sign-in`)
  await page.getByLabel('User name').fill('admin')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((at) => !at.pathname.startsWith('/sign-in'))
  await page.close()
}
