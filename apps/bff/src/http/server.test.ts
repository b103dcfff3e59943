import { once } from 'node:events'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket, type AddressInfo } from 'node:net'
import express from 'express'
import { expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { ask } from '../testing/browser.ts'
import { makeClasses } from './born-for-express.ts'
import { createServer } from './server.ts'

test('requests and responses are born with the prototypes of Express, so that it never changes them', async () => {
  const app = express()
  app.use((_, response) => void response.send('ok'))
  const log = createLog('silent')
  const listener = Object.assign(app, { classes: makeClasses(app) })
  const server = createServer({ app: listener, tls: undefined, headers: new Map(), log })
  const seen: boolean[] = []
  server.prependListener('request', (request, response) => {
    seen.push(
      Object.getPrototypeOf(request) === app.request,
      Object.getPrototypeOf(response) === app.response,
      request instanceof IncomingMessage,
      response instanceof ServerResponse,
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // a server that listens on a port has such an address
  const { port } = server.address() as AddressInfo
  expect((await ask(`http://127.0.0.1:${port}`, { path: '/' })).text).toBe('ok')
  expect(seen).toEqual([true, true, true, true])
  server.closeAllConnections()
  server.close()
})

test('all requests and responses have the same shape, so that making one stays cheap', () => {
  const classes = makeClasses(express())
  const request = new IncomingMessage(new Socket())
  const many = 3_000
  const cost = (make: () => unknown) => {
    const before = performance.now()
    for (let n = 0; n < many; n += 1) make()
    return performance.now() - before
  }
  const plain = () => new ServerResponse(request)
  const ours = () => new classes.ServerResponse(request)
  cost(plain)
  cost(ours)
  // a constructor with a borrowed prototype costs 600 times as much
  expect(cost(ours)).toBeLessThan(Math.max(1, cost(plain)) * 30)
})
