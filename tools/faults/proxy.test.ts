import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FaultProxy, startProxy, type Trouble } from './proxy.ts'
import { createRandom } from './random.ts'

const ANSWER = 'x'.repeat(5_000)
let heard: string[]
let server: Server
let proxy: FaultProxy
beforeEach(async () => {
  heard = []
  server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      heard.push(`${incoming.method} ${incoming.url} ${body}`)
      if (incoming.url !== '/slow') response.end(ANSWER)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // a server that listens on a port has such an address
  const { port } = server.address() as AddressInfo
  proxy = await startProxy({ target: `http://127.0.0.1:${port}`, random: createRandom(1) })
})
afterEach(async () => {
  await proxy.stop()
  server.closeAllConnections()
  server.close()
})

/** On a connection of its own, as the console sends changes. */
const post = (path: string, body = 'hello') =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const outgoing = request(proxy.url, { method: 'POST', path, agent: false })
    outgoing.on('error', reject)
    outgoing.on('response', (answer) => {
      text(answer).then(
        (content) => resolve({ status: answer.statusCode ?? 0, text: content }),
        reject,
      )
    })
    outgoing.end(body)
  })

test('without an order everything passes', async () => {
  expect(await post('/a')).toEqual({ status: 200, text: ANSWER })
})

const WORKS: readonly Trouble[] = [
  { kind: 'slice', bytes: 1 },
  { kind: 'slice', bytes: 7 },
  { kind: 'latency', ms: 20, jitter: 20 },
  { kind: 'limit', direction: 'answer', bytes: 1_000_000 },
]
test.each(WORKS)('%o changes nothing but the time', async (trouble) => {
  proxy.order({ trouble })
  expect(await post('/a')).toEqual({ status: 200, text: ANSWER })
  expect(heard).toEqual(['POST /a hello'])
})

const CUTS: readonly (readonly [trouble: Trouble, effects: number])[] = [
  [{ kind: 'cutAfterRequest' }, 1],
  [{ kind: 'cutAfterStatus' }, 1],
  [{ kind: 'limit', direction: 'answer', bytes: 0 }, 1],
  [{ kind: 'limit', direction: 'answer', bytes: 300 }, 1],
  [{ kind: 'limit', direction: 'request', bytes: 0 }, 0],
  [{ kind: 'limit', direction: 'request', bytes: 60 }, 0],
  [{ kind: 'limit', direction: 'request', bytes: 10_000 }, 1],
]
test.each(CUTS)(
  '%o breaks the call; what is behind it heard %i of it',
  async (trouble, effects) => {
    proxy.order({ trouble, times: 1 })
    await expect(post('/a')).rejects.toThrow(/hang up|ECONNRESET|aborted|EPIPE/)
    expect(heard).toHaveLength(effects)
    expect((await post('/b')).status).toBe(200)
  },
)

test('a connection can be reset, or go silent, while its answer is awaited', async () => {
  proxy.order({ trouble: { kind: 'reset', after_ms: 20 }, match: '/slow' })
  await expect(post('/slow')).rejects.toThrow('ECONNRESET')
  expect(heard).toEqual(['POST /slow hello'])
  proxy.order({ trouble: { kind: 'hang' }, match: '/silent' })
  const silent = post('/silent')
  silent.catch(() => undefined)
  expect((await post('/a')).status).toBe(200)
  expect(heard).toEqual(['POST /slow hello', 'POST /a hello'])
})

test('an order can mean one request only, and be taken back', async () => {
  const takeBack = proxy.order({ trouble: { kind: 'cutAfterRequest' }, match: '/one' })
  expect((await post('/other')).status).toBe(200)
  await expect(post('/one')).rejects.toThrow(/hang up|ECONNRESET/)
  takeBack()
  expect((await post('/one')).status).toBe(200)
})

test('what is down refuses connections, and comes back at the same address', async () => {
  const { url } = proxy
  await proxy.down()
  await expect(post('/a')).rejects.toThrow('ECONNREFUSED')
  await proxy.up()
  expect(proxy.url).toBe(url)
  expect((await post('/a')).status).toBe(200)
})

test('the same seed makes the same choices', () => {
  const draw = (seed: number) => {
    const random = createRandom(seed)
    return [random.uuid(), ...Array.from({ length: 20 }, () => random.between(0, 9))]
  }
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
  expect(draw(7)[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
})
