import { request as open } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from '../testing/browser.ts'
import { runConsole, type Running } from '../testing/run-console.ts'
import { PASSWORD, startStandIn, type StandIn } from '../testing/stand-in-ece.ts'

let ece: StandIn
let running: Running
beforeAll(async () => {
  ece = await startStandIn()
  running = await runConsole({ ECE_URL: ece.url, METRICS_PORT: '0' })
})
afterAll(async () => {
  await running.stop()
  await ece.close()
})

const read = async () => (await ask(running.metricsUrl, { path: '/metrics' })).text
/** Value of the line that begins with `series`; undefined without such a line. */
const valueOf = (text: string, series: string) => {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}
const LIST = '/api/default/deployments'

test('Prometheus reads them on a port of their own, and the console itself does not have them', async () => {
  const answer = await ask(running.metricsUrl, { path: '/metrics' })
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect((await ask(running.metricsUrl, { path: '/' })).status).toBe(404)
  expect((await ask(running.metricsUrl, { path: LIST })).status).toBe(404)
  expect((await ask(running.metricsUrl, { method: 'POST', path: '/metrics' })).status).toBe(404)
  expect((await ask(running.url, { path: '/metrics' })).text).not.toContain('ece_console_')
})

test('every line is one that Prometheus can read', async () => {
  await ask(running.url, { path: LIST })
  const sample = /^[a-z_]+(?:\{(?:[a-z]+="[^"\\\n]*",?)+\})? -?[\d.e+-]+$/
  const comment = /^# (?:HELP [a-z_]+ .+|TYPE [a-z_]+ (?:counter|gauge|histogram))$/
  const lines = (await read()).trimEnd().split('\n')
  expect(lines.filter((line) => !sample.test(line) && !comment.test(line))).toEqual([])
})

test('they say what was asked by row and outcome, and what that cost upstream', async () => {
  const browser = running.browser()
  await browser.signIn(PASSWORD)
  const before = await read()
  expect((await browser.ask({ path: LIST })).status).toBe(200)
  expect((await browser.ask({ path: LIST })).status).toBe(200)
  expect((await ask(running.url, { path: LIST })).status).toBe(401)
  const after = await read()
  const added = (series: string) => (valueOf(after, series) ?? 0) - (valueOf(before, series) ?? 0)
  expect(added('ece_console_requests_total{row="listDeployments",status="2xx",code=""}')).toBe(2)
  const refused = 'row="listDeployments",status="4xx",code="console.no_session"'
  expect(added(`ece_console_requests_total{${refused}}`)).toBe(1)
  expect(added('ece_console_upstream_requests_total{row="listDeployments",status="2xx"}')).toBe(2)
  expect(added('ece_console_upstream_seconds_count{row="listDeployments"}')).toBe(2)
  expect(added('ece_console_upstream_seconds_bucket{row="listDeployments",le="+Inf"}')).toBe(2)
  expect(valueOf(after, 'ece_console_sessions')).toBe(1)
  expect(valueOf(after, 'process_resident_memory_bytes')).toBeGreaterThan(1e6)
})

test('nothing that a stranger sends makes a series, and nothing names a session, a person or an address', async () => {
  await ask(running.url, { path: '/nothing' })
  const count = (await read()).split('\n').length
  for (let n = 0; n < 50; n += 1) {
    await ask(running.url, { path: `/api/default/canary-${n}` })
    await ask(running.url, { path: `/canary/"}${n}` })
    await ask(running.url, { path: `/api/canary-${n}/deployments` })
  }
  await sendMethod('PROPFIND')
  const text = await read()
  // one series each for what no row answers: not found, bad target, unknown installation
  expect(text.split('\n').length - count).toBeLessThanOrEqual(4)
  expect(text).not.toMatch(/canary|admin|127\.0\.0\.1|localhost|default/)
})

test('a code of ECE is counted without being repeated', async () => {
  const browser = running.browser()
  await browser.signIn(PASSWORD)
  ece.on.set('GET /deployments', (_call, response) => {
    response.writeHead(404, { 'content-type': 'application/json' })
    response.end('{"errors":[{"code":"canary.code","message":"gone"}]}')
  })
  expect((await browser.ask({ path: LIST })).status).toBe(404)
  ece.on.clear()
  const text = await read()
  expect(text).not.toContain('canary')
  const series = 'ece_console_requests_total{row="listDeployments",status="4xx",code="ece"}'
  expect(valueOf(text, series)).toBe(1)
})

const sendMethod = (method: string) =>
  new Promise<void>((resolve, reject) => {
    const outgoing = open(`${running.url}/`, { method }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve())
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
