import { once } from 'node:events'
import { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { ask } from '../testing/browser.ts'
import { createServer } from './server.ts'

test('requests and responses are born with the prototypes of Express, so that it never changes them', async () => {
  const app = express()
  app.use((_, response) => void response.send('ok'))
  const log = createLog('silent')
  const server = createServer({ app, tls: undefined, headers: new Map(), log })
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
