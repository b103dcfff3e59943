/// <reference types="node" />
// A console's server for browser tests: a real socket that answers what the test says. Nothing but tests imports this.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { enterInstallation } from '../api/installation.ts'
import { createQueryClient } from '../api/query-client.ts'
import { sessionStarted } from '../api/session-store.ts'
import { Toasts } from '../ui/toast.tsx'

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

type Answer = (response: ServerResponse, request: Received) => void

export const json =
  (status: number, body: unknown): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req-1' })
    response.end(JSON.stringify(body))
  }

export const refuse = (status: number, code: string, message = 'why') =>
  json(status, { errors: [{ code, message }] })

/** The connection ends without a word, as when a cable is pulled. */
export const cut: Answer = (response) => response.destroy()

export interface StandIn {
  /** What came in, oldest first; reads of the target are left out. */
  readonly changes: Received[]
  readonly reads: Received[]
  /** Answer to `GET /api/default/deployments/…`. */
  deployment: Answer
  /** Answer to everything that changes something. */
  change: Answer
  /** Answer to `GET /bff/changes/…`. */
  record: Answer
  stop(): Promise<void>
}

interface Reconfigurable {
  reconfigure(options: { url: string }): void
}

/** Starts the server and puts the page onto it. */
export async function startStandIn(deployment: unknown): Promise<StandIn> {
  const standIn: Omit<StandIn, 'stop'> = {
    changes: [],
    reads: [],
    deployment: json(200, deployment),
    change: json(202, {}),
    record: refuse(404, 'console.not_found'),
  }
  const server = createServer((request, response) => {
    const received: Received = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
    }
    request.resume()
    if (received.path.startsWith('/bff/changes/')) {
      standIn.reads.push(received)
      standIn.record(response, received)
    } else if (received.method === 'GET') {
      standIn.reads.push(received)
      standIn.deployment(response, received)
    } else {
      standIn.changes.push(received)
      standIn.change(response, received)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  // vitest's jsdom environment puts its JSDOM here, to be moved to another address
  const { jsdom } = globalThis as unknown as { jsdom: Reconfigurable }
  jsdom.reconfigure({ url: `http://127.0.0.1:${address.port}/default/deployments` })
  enterInstallation({ id: 'default', name: 'lab', environment: 'test', colour: '#336699' })
  signIn()
  return Object.assign(standIn, {
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  })
}

/** Somebody who may do everything is signed in. */
export const signIn = (): void =>
  sessionStarted({
    default: {
      user_name: 'admin',
      roles: ['ece_platform_admin'],
      permissions: [],
      auth: 'password',
    },
  })

/** Renders with a cache of its own and the place for toasts. */
export const show = (children: ReactNode) => {
  const client = createQueryClient()
  return render(
    <QueryClientProvider client={client}>
      {children}
      <Toasts />
    </QueryClientProvider>,
  )
}
