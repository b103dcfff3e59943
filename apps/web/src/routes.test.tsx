// The ways into the console: signing in, coming back, and going where one wanted to go. A real HTTP server stands in the
// place of the console's.
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { errorBody, startTestServer } from './api/test-server.ts'
import type { SignedInUser } from '@ece/api-types/bff'

const INSTALLATIONS = [
  { id: 'prod-eu', name: 'prod-eu', environment: 'production', colour: '#c0262d' },
  { id: 'lab', name: 'lab', environment: 'test', colour: '#157a4a' },
]
/** An installation without anything, by the last word of the path. */
const EMPTY: Readonly<Record<string, unknown>> = {
  _search: { return_count: 0, match_count: 0, deployments: [] },
  templates: [],
  versions: { stacks: [] },
}
const USER: SignedInUser = { user_name: 'a.kern', roles: [], permissions: [], auth: 'password' }

let server: Awaited<ReturnType<typeof startTestServer>>
/** What the stand-in holds: who is signed in, and whether that session has ended. */
let installations: Record<string, SignedInUser>
let hasEnded: boolean
/** Connections are closed without an answer. */
let isDown: boolean

beforeEach(async () => {
  // installation and session live as long as the page: each test is a page of its own
  vi.resetModules()
  installations = {}
  hasEnded = false
  isDown = false
  server = await startTestServer(({ method, path, body }) => {
    if (isDown) return { isCut: true }
    const isIn = Object.keys(installations).length > 0 && !hasEnded
    if (path === '/bff/installations') return { body: INSTALLATIONS }
    if (path === '/bff/session' && method === 'GET') {
      return isIn
        ? { body: { installations } }
        : { status: 401, body: errorBody('console.no_session') }
    }
    if (path === '/bff/session') {
      const { installation, password, username } = body as Record<string, string>
      if (password !== 'right')
        return { status: 401, body: errorBody('root.unauthorized.invalid_credentials') }
      hasEnded = false
      installations = { [installation ?? '']: { ...USER, user_name: username ?? '' } }
      return { body: { installations } }
    }
    if (!isIn) return { status: 401, body: errorBody('console.session_expired') }
    return { body: EMPTY[path.split('?')[0]?.split('/').at(-1) ?? ''] ?? {} }
  })
  vi.stubGlobal('location', new URL(server.url))
  localStorage.clear()
})
afterEach(async () => {
  cleanup()
  vi.unstubAllGlobals()
  await server.stop()
})

async function open(path: string) {
  const { createConsoleRouter } = await import('./routes.tsx')
  const history = createMemoryHistory({ initialEntries: [path] })
  const router = createConsoleRouter(history)
  await router.load()
  // a second router of the same type; the registered one is the application's
  render(<RouterProvider router={router as never} />)
  return history
}
const heading = (name: string) => screen.findByRole('heading', { level: 1, name })
const addressOf = ({ location }: { location: { href: string } }) => location.href

async function signIn(user: ReturnType<typeof userEvent.setup>, password = 'right') {
  await user.type(await screen.findByLabelText('User name'), 'a.kern')
  await user.type(screen.getByLabelText('Password', { exact: true }), `${password}{Enter}`)
}

describe('somebody who is not signed in', () => {
  it('signs in and gets where the link in the chat pointed', async () => {
    const user = userEvent.setup()
    const history = await open('/lab/stack-versions?q=8.1')
    await heading('Sign in to ECE Console')
    expect(addressOf(history)).toBe('/sign-in')
    expect(screen.getByLabelText('Installation')).toHaveProperty('value', 'lab')
    await signIn(user)
    await heading('Stack versions')
    expect(addressOf(history)).toBe('/lab/stack-versions?q=8.1')
    expect(server.received.some(({ path }) => path.startsWith('/api/prod-eu'))).toBe(false)
  })

  it('is told of a wrong password, keeps the user name, and can correct it', async () => {
    const user = userEvent.setup()
    await open('/')
    await heading('Sign in to ECE Console')
    await signIn(user, 'wrong')
    expect((await screen.findByRole('alert')).textContent).toContain('Wrong user name or password')
    const password = screen.getByLabelText('Password', { exact: true })
    await waitFor(() => expect(document.activeElement).toBe(password))
    expect(screen.getByLabelText('User name')).toHaveProperty('value', 'a.kern')
    await user.clear(password)
    await user.type(password, 'right{Enter}')
    await heading('Overview')
  })

  it('who chose the wrong installation chooses the other one, and what was typed stays', async () => {
    const user = userEvent.setup()
    await open('/sign-in')
    await signIn(user, 'wrong')
    await screen.findByRole('alert')
    await user.selectOptions(screen.getByLabelText('Installation'), 'lab')
    expect(screen.queryByRole('alert')).toBeNull()
    expect(screen.getByLabelText('User name')).toHaveProperty('value', 'a.kern')
    expect(screen.getByLabelText('Password', { exact: true })).toHaveProperty('value', 'wrong')
    expect(server.received.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it('who leaves a field empty is asked for it, and nothing is sent', async () => {
    const user = userEvent.setup()
    await open('/sign-in')
    await user.click(await screen.findByRole('button', { name: 'Sign in' }))
    expect(screen.getByText('Enter your user name.')).toBeDefined()
    expect(document.activeElement).toBe(screen.getByLabelText('User name'))
    expect(server.received.filter(({ method }) => method === 'POST')).toHaveLength(0)
  })

  it('can use an API key', async () => {
    const user = userEvent.setup()
    await open('/sign-in')
    await user.click(await screen.findByLabelText('With an API key'))
    await user.type(screen.getByLabelText('API key', { exact: true }), ' c2VjcmV0 {Enter}')
    await waitFor(() =>
      expect(server.received.at(-1)?.body).toEqual({
        installation: 'prod-eu',
        api_key: 'c2VjcmV0',
      }),
    )
  })
})

describe('somebody who is signed in', () => {
  beforeEach(() => {
    installations = { 'prod-eu': USER }
  })

  it('opens the console at the overview', async () => {
    const history = await open('/')
    await heading('Overview')
    expect(addressOf(history)).toBe('/prod-eu/overview')
    expect(document.title).toBe('Overview · prod-eu · ECE Console')
  })

  it('is told which installations there are when the address names none of them', async () => {
    await open('/nowhere/deployments')
    await heading('Unknown installation')
    expect(screen.getByText(/This console has no installation “nowhere”/)).toBeDefined()
    const links = screen.getAllByRole('link').map((link) => link.getAttribute('href'))
    expect(links).toEqual(['/prod-eu/deployments', '/lab/deployments'])
    expect(server.received.some(({ path }) => path.startsWith('/api/'))).toBe(false)
  })

  it('finds no page under an address that means nothing', async () => {
    await open('/prod-eu/nothing')
    await heading('Page not found')
    expect(screen.getByRole('navigation', { name: 'Main' })).toBeDefined()
  })

  it('whose session ends signs in over the page, and nothing typed is lost', async () => {
    const user = userEvent.setup()
    const history = await open('/prod-eu/deployments')
    await heading('Deployments')
    await user.type(await screen.findByRole('searchbox'), 'hot')
    hasEnded = true
    await user.click(screen.getByRole('button', { name: 'Refresh' }))
    const dialog = await screen.findByRole('dialog', { name: 'Sign in again' })
    expect(dialog.textContent).toContain('prod-eu (production)')
    expect(screen.getByLabelText('User name')).toHaveProperty('value', 'a.kern')
    const before = server.received.length
    await user.type(screen.getByLabelText('Password', { exact: true }), 'right{Enter}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(screen.getByRole('searchbox')).toHaveProperty('value', 'hot')
    expect(addressOf(history)).toContain('/prod-eu/deployments')
    // what is on screen was read again without being asked for
    await waitFor(() =>
      expect(
        server.received.slice(before).some(({ path }) => path.startsWith('/api/prod-eu/')),
      ).toBe(true),
    )
  })

  it('sees why the console could not be opened, and tries again', async () => {
    const user = userEvent.setup()
    isDown = true
    const history = await open('/prod-eu/deployments')
    await heading('This page could not be opened')
    expect(screen.getByRole('alert').textContent).toContain('cannot be reached')
    isDown = false
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    await heading('Deployments')
    expect(addressOf(history)).toBe('/prod-eu/deployments')
  })
})
