import { QueryClientProvider } from '@tanstack/react-query'
import { act, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DeploymentId, operations } from '@ece/api-types'
import { enterInstallation } from './installation.ts'
import { oldestOf, useLiveAll } from './live-all.ts'
import { q } from './q.ts'
import { createQueryClient } from './query-client.ts'
import { sessionStarted } from './session-store.ts'
import { errorBody, startTestServer } from './test-server.ts'
import type { QueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'

const IDS = ['c7d139e789864bf4a6e41819ece19741', '0aba9f95326d42ec8558fb66caf00d63']
const SLOW_MS = 60_000

let answer: Parameters<typeof startTestServer>[0]
let server: Awaited<ReturnType<typeof startTestServer>>
let client: QueryClient

beforeEach(async () => {
  server = await startTestServer((request) => answer(request))
  vi.stubGlobal('location', new URL(`${server.url}/default/overview`))
  enterInstallation({ id: 'default', name: 'ECE', environment: '', colour: '#55606f' })
  sessionStarted({ default: { user_name: 'admin', roles: [], permissions: [], auth: 'password' } })
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
const asked = (id = '') => server.received.filter(({ path }) => path.includes(id)).length

function Both() {
  const { parts, age } = useLiveAll(
    IDS.map((id) =>
      q(operations.getDeployment, { params: { deployment_id: DeploymentId.parse(id) } }),
    ),
    { every: SLOW_MS },
  )
  return (
    <button type="button" onClick={age.refresh}>
      {parts.map(({ data, error }) => data?.name ?? error?.message ?? '…').join(', ')}
      {age.error === null ? '' : ', failing'}
    </button>
  )
}

const named = (path: string) => ({
  body: { id: path.slice(-32), name: path.endsWith('1') ? 'one' : 'two', resources: {} },
})

it('several reads are asked for once each, and again at their own pace, in the background', async () => {
  answer = ({ path }) => named(path)
  show(<Both />)
  await screen.findByText('one, two')
  expect(asked()).toBe(2)
  await wait(SLOW_MS - 5000)
  expect(asked()).toBe(2)
  await wait(6000)
  await waitFor(() => expect(asked()).toBe(4))
  expect(server.received.at(-1)?.headers['x-ece-background']).toBe('1')
})

it('coming back to the page before its time asks nothing again', async () => {
  answer = ({ path }) => named(path)
  const { unmount } = show(<Both />)
  await screen.findByText('one, two')
  unmount()
  await wait(SLOW_MS / 2)
  show(<Both />)
  await screen.findByText('one, two')
  await wait(1000)
  expect(asked()).toBe(2)
})

it('one that fails leaves the others as they are, and is tried again', async () => {
  let isDown = true
  answer = ({ path }) =>
    isDown && path.includes(IDS[0] ?? '')
      ? { status: 502, body: errorBody('console.ece_unreachable', 'ECE does not answer.') }
      : named(path)
  show(<Both />)
  await screen.findByText('ECE does not answer., two, failing')
  isDown = false
  await wait(SLOW_MS + 1000)
  expect(await screen.findByText('one, two')).toBeDefined()
})

it('what the role may not read is no failure of the page and is not asked for again by itself', async () => {
  answer = ({ path }) =>
    path.includes(IDS[0] ?? '')
      ? { status: 403, body: errorBody('root.unauthorized.rbac', 'Not for you.') }
      : named(path)
  show(<Both />)
  await screen.findByText('Not for you., two')
  await wait(SLOW_MS + 1000)
  await waitFor(() => expect(asked(IDS[1])).toBe(2))
  expect(asked(IDS[0])).toBe(1)
  act(() => screen.getByRole('button').click())
  await waitFor(() => expect(asked(IDS[0])).toBe(2))
})

it('several ages are as old as the oldest and refresh together', () => {
  const refreshed: number[] = []
  const age = (fetchedAt: number | undefined, error: Error | null = null) => ({
    fetchedAt,
    error,
    isRefreshing: false,
    refresh: () => void refreshed.push(fetchedAt ?? 0),
  })
  const broken = new Error('gone')
  const all = oldestOf([age(3), age(1, broken), age(undefined)])
  expect(all).toMatchObject({ fetchedAt: 1, error: broken, isRefreshing: false })
  all.refresh()
  expect(refreshed).toEqual([3, 1, 0])
  expect(oldestOf([]).fetchedAt).toBeUndefined()
})
