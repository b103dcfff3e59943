import type { SignedInUser } from '@ece/api-types/bff'
import { QueryClientProvider } from '@tanstack/react-query'
import { act, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DeploymentId, operations } from '@ece/api-types'
import { enterInstallation } from './installation.ts'
import { FAST_MS, IDLE_MS, useLive, useLivePages } from './live.ts'
import { q, qPages } from './q.ts'
import { createQueryClient } from './query-client.ts'
import { sessionEnded, sessionStarted } from './session-store.ts'
import { errorBody, startTestServer } from './test-server.ts'
import type { Received } from './test-server.ts'
import type { QueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'

const USER: SignedInUser = { user_name: 'admin', roles: [], permissions: [], auth: 'password' }
const ID = DeploymentId.parse('c7d139e789864bf4a6e41819ece19741')

let answer: Parameters<typeof startTestServer>[0]
let server: Awaited<ReturnType<typeof startTestServer>>
let client: QueryClient

beforeEach(async () => {
  server = await startTestServer((request) => answer(request))
  vi.stubGlobal('location', new URL(`${server.url}/default/deployments`))
  enterInstallation({ id: 'default', name: 'ECE', environment: '', colour: '#55606f' })
  sessionStarted({ default: USER })
  client = createQueryClient()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true })
})
afterEach(async () => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  client.clear()
  await server.stop()
})

const show = (child: ReactNode) =>
  render(<QueryClientProvider client={client}>{child}</QueryClientProvider>)
const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))
const reads = (): Received[] => server.received.filter(({ method }) => method === 'GET')

function Deployment() {
  const { data, error, age } = useLive(
    q(operations.getDeployment, { params: { deployment_id: ID } }),
    {
      changing: ({ healthy }) => healthy === false,
    },
  )
  return (
    <button type="button" onClick={age.refresh}>
      {data?.name ?? 'nothing yet'} {error === null ? '' : `failing: ${error.message}`}
    </button>
  )
}

describe('a page that stays open', () => {
  it('reads every 2 s while something changes, in the background, and slowly when nothing does', async () => {
    let healthy = false
    answer = () => ({ body: { id: ID, name: 'logs', healthy, resources: {} } })
    show(<Deployment />)
    await screen.findByText('logs')
    expect(reads()).toHaveLength(1)
    expect(reads()[0]?.headers['x-ece-background']).toBeUndefined()

    await wait(FAST_MS + 100)
    await waitFor(() => expect(reads()).toHaveLength(2))
    expect(reads()[1]?.headers['x-ece-background']).toBe('1')

    healthy = true
    await wait(FAST_MS + 100)
    await waitFor(() => expect(reads()).toHaveLength(3))
    await wait(FAST_MS * 5)
    expect(reads()).toHaveLength(3)
    await wait(IDLE_MS)
    await waitFor(() => expect(reads()).toHaveLength(4))
  })

  it('shows the last good answer and what is wrong, and comes back by itself', async () => {
    let isDown = false
    answer = () =>
      isDown
        ? { status: 502, body: errorBody('console.ece_unreachable', 'ECE does not answer.') }
        : { body: { id: ID, name: 'logs', healthy: false, resources: {} } }
    show(<Deployment />)
    await screen.findByText('logs')
    isDown = true
    await wait(FAST_MS + 100)
    await screen.findByText('logs failing: ECE does not answer.')
    isDown = false
    await wait(11_000)
    await waitFor(() => expect(screen.getByRole('button').textContent).toBe('logs '))
  })

  it('does not ask while nobody is signed in', async () => {
    answer = () => ({ body: { id: ID, name: 'logs', healthy: false, resources: {} } })
    show(<Deployment />)
    await screen.findByText('logs')
    act(() => sessionEnded())
    await wait(FAST_MS * 4)
    expect(reads()).toHaveLength(1)
  })

  it('counts Refresh as the operator’s own action', async () => {
    answer = () => ({ body: { id: ID, name: 'logs', resources: {} } })
    show(<Deployment />)
    await screen.findByText('logs')
    act(() => screen.getByRole('button').click())
    await waitFor(() => expect(reads()).toHaveLength(2))
    expect(reads()[1]?.headers['x-ece-background']).toBeUndefined()
  })
})

describe('a read that fails', () => {
  it('is tried once more when no answer came', async () => {
    let calls = 0
    answer = () => {
      calls += 1
      return calls === 1 ? { isCut: true } : { body: { id: ID, name: 'logs', resources: {} } }
    }
    show(<Deployment />)
    await wait(600)
    await screen.findByText('logs')
    expect(calls).toBe(2)
  })

  it('is asked again when somebody signed in while it was on its way', async () => {
    let calls = 0
    answer = () => {
      calls += 1
      if (calls > 1) return { body: { id: ID, name: 'logs', resources: {} } }
      sessionStarted({ default: { ...USER } })
      return { status: 401, body: errorBody('console.session_expired') }
    }
    show(<Deployment />)
    await wait(600)
    await screen.findByText('logs')
    expect(calls).toBe(2)
  })

  it('is not tried again when ECE said no', async () => {
    answer = () => ({ status: 403, body: errorBody('root.unauthorized', 'Not for you.') })
    show(<Deployment />)
    await screen.findByText(/failing: Not for you/)
    await wait(3000)
    expect(reads()).toHaveLength(1)
  })
})

it('a long list loads page after page, and ends', async () => {
  answer = ({ body }) => {
    const cursor =
      typeof body === 'object' && body !== null && 'cursor' in body ? Number(body.cursor) : 0
    const deployments = [{ id: ID, name: `logs-${cursor}`, resources: {} }]
    return {
      body: { return_count: 1, deployments, ...(cursor < 2 ? { cursor: String(cursor + 1) } : {}) },
    }
  }
  function List() {
    const list = useLivePages(
      qPages(operations.searchDeployments, { body: { size: 1 } }, ({ cursor }) =>
        typeof cursor === 'string' ? { body: { size: 1, cursor } } : undefined,
      ),
    )
    const names =
      list.pages?.flatMap(({ deployments }) => deployments.map(({ name }) => name)) ?? []
    return (
      <button type="button" onClick={list.loadMore}>
        {names.join(' ')} {list.hasMore ? 'and more' : 'is all'}
      </button>
    )
  }
  show(<List />)
  expect(await screen.findByText('logs-0 and more')).toBeDefined()
  act(() => screen.getByRole('button').click())
  await screen.findByText('logs-0 logs-1 and more')
  act(() => screen.getByRole('button').click())
  expect(await screen.findByText('logs-0 logs-1 logs-2 is all')).toBeDefined()
})
