import { useState } from 'react'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useSession } from '../api/session-store.ts'
import { DEPLOYMENT_ID, restarting, sample } from '../domain/sample.ts'
import type { AnyDeployment } from '../domain/shapes.ts'
import { ActionDialog } from './confirm.tsx'
import { cut, json, refuse, show, signIn, type StandIn, startStandIn } from './stand-in.tsx'
import { deploymentVerbs } from './verbs.ts'

const admin = { roles: ['ece_platform_admin'], permissions: [] }
const changeOf = (state: string, more = {}) =>
  json(200, { id: 'k', state, installation: 'default', created_at: '', updated_at: '', ...more })

let server: StandIn
beforeEach(async () => {
  sessionStorage.clear()
  server = await startStandIn(sample())
})
afterEach(async () => {
  // toasts outlive the page; the next test must not find these
  const toasts = screen.queryByRole('status', { name: 'Notifications' })
  if (toasts?.textContent) {
    // their buttons come with code of their own
    const dismiss = await screen.findAllByRole('button', { name: 'Dismiss' })
    for (const each of dismiss) fireEvent.click(each)
  }
  await server.stop()
})

/** A page with one dialog in its address, as pages do it. */
function Page({ first, deployment }: { first: string; deployment: AnyDeployment }) {
  const [dialog, setDialog] = useState<string | undefined>(first)
  const { ended } = useSession()
  return (
    <>
      <p>{dialog === undefined ? 'no dialog' : `dialog ${dialog}`}</p>
      {ended && <p>Sign in to go on</p>}
      <ActionDialog
        actions={deploymentVerbs(deployment, admin, '3.8.0')}
        dialog={dialog}
        onClose={() => setDialog(undefined)}
        activity={<a href="/activity">Activity</a>}
      />
    </>
  )
}
const open = (key: string, deployment: AnyDeployment = sample()) => {
  const user = userEvent.setup()
  return { user, ...show(<Page first={key} deployment={deployment} />) }
}

const button = (name: RegExp | string) => screen.getByRole('button', { name })
const isOff = (element: HTMLElement) => element.getAttribute('aria-disabled') === 'true'
/** Why the button is off, in the words that a screen reader hears. */
const reasonOf = (element: HTMLElement) =>
  document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent
const ready = (name: RegExp | string) => waitFor(() => expect(isOff(button(name))).toBe(false))

const SHUT_DOWN = 'Shut down fun'
const RESTART = 'Restart 3 instances'

async function fillShutDown(user: ReturnType<typeof userEvent.setup>, typed = 'fun') {
  await user.type(screen.getByRole('textbox', { name: 'Type fun to confirm' }), typed)
  await user.type(screen.getByRole('textbox', { name: 'Reason' }), 'CHG-20417 é')
}

describe('shutting down by typed name', () => {
  it('keeps the button off until the name is right, and sends what the dialog says', async () => {
    const { user } = open('shut-down')
    await fillShutDown(user, 'fu')
    await waitFor(() => expect(reasonOf(button(SHUT_DOWN))).toBe('Type fun to confirm.'))
    await user.click(button(SHUT_DOWN))
    await user.keyboard('{Enter}')
    expect(server.changes).toEqual([])
    await user.type(screen.getByRole('textbox', { name: 'Type fun to confirm' }), 'n')
    await ready(SHUT_DOWN)
    await user.click(button(SHUT_DOWN))
    await screen.findByText('Shutdown of fun accepted')
    expect(screen.getByText('no dialog')).toBeTruthy()
    const [{ method, path, headers } = {}] = server.changes
    expect([method, path]).toEqual([
      'POST',
      `/api/default/deployments/${DEPLOYMENT_ID}/_shutdown?skip_snapshot=false`,
    ])
    expect(headers).toMatchObject({
      'x-ece-console': '1',
      'x-reason': encodeURIComponent('CHG-20417 é'),
      'x-seen-version': '2025-05-09T08:55:02.117Z',
      'idempotency-key': expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  })

  it('takes a pasted name, and Enter', async () => {
    const { user } = open('shut-down')
    await user.click(screen.getByRole('textbox', { name: 'Type fun to confirm' }))
    await user.paste(' fun ')
    await ready(SHUT_DOWN)
    await user.keyboard('{Enter}')
    expect(await screen.findByText('Shutdown of fun accepted')).toBeTruthy()
  })

  it('sends once for a double click', async () => {
    const { user } = open('shut-down')
    let answer = () => {}
    server.change = (response, request) => {
      answer = () => json(200, { id: DEPLOYMENT_ID })(response, request)
    }
    await fillShutDown(user)
    await ready(SHUT_DOWN)
    await user.dblClick(button(SHUT_DOWN))
    await user.click(button('Sending…'))
    await waitFor(() => expect(server.changes).toHaveLength(1))
    answer()
    await screen.findByText('Shutdown of fun accepted')
    expect(server.changes).toHaveLength(1)
  })

  it('shows the request as curl, following the options', async () => {
    const { user } = open('shut-down')
    expect(screen.getByRole('figure').textContent).toContain('_shutdown?skip_snapshot=false')
    await user.click(screen.getByRole('checkbox', { name: 'Take a last snapshot first' }))
    expect(screen.getByRole('figure').textContent).toContain('_shutdown?skip_snapshot=true')
    await user.click(button('Copy as curl'))
    expect(await navigator.clipboard.readText()).toContain('_shutdown?skip_snapshot=true')
  })
})

describe('the fresh read', () => {
  it('holds the button until it is in, and says so', async () => {
    let answer = () => {}
    server.deployment = (response, request) => {
      answer = () => json(200, sample())(response, request)
    }
    open('restart')
    expect(within(screen.getByRole('dialog')).getByText(/^Nothing, if replicas exist/)).toBeTruthy()
    expect(reasonOf(button(RESTART))).toBe('Reading its present state…')
    await waitFor(() => expect(server.reads).toHaveLength(1))
    answer()
    await ready(RESTART)
  })

  it('that fails keeps the button off and says why', async () => {
    server.deployment = refuse(502, 'console.ece_unreachable', 'ECE cannot be reached.')
    open('restart')
    await waitFor(() =>
      expect(reasonOf(button(RESTART))).toBe(
        'Its present state cannot be read: ECE cannot be reached.',
      ),
    )
  })

  it('shows a plan that somebody started meanwhile, and turns the verb off', async () => {
    server.deployment = json(200, restarting)
    const { user } = open('restart')
    await screen.findByText('It changed meanwhile')
    expect(
      screen.getAllByText(
        /^A plan is running: Rolling restart of Elasticsearch, zone by zone, by ops1/,
      ),
    ).toHaveLength(2)
    expect(reasonOf(button(RESTART))).toMatch(/^A plan is running/)
    await user.click(button(RESTART))
    expect(server.changes).toEqual([])
  })

  it('finds that there is nothing left to cancel', async () => {
    const { user } = open('cancel-plan', restarting)
    await screen.findByText('It no longer applies: what it was for has ended or is gone.', {
      selector: 'div',
    })
    await user.click(button('Cancel the plan'))
    expect(server.changes).toEqual([])
  })

  it('finds that the deployment was deleted meanwhile, in one sentence', async () => {
    server.deployment = refuse(404, 'deployments.deployment_not_found')
    const { user } = open('restart')
    await screen.findByText('ECE does not have fun any more: it was deleted. Nothing is sent.', {
      selector: 'div',
    })
    await user.click(button(RESTART))
    expect(server.changes).toEqual([])
  })

  it('says so when the address asks for what is not there', () => {
    open('cancel-plan')
    expect(screen.getByRole('dialog', { name: 'Nothing to confirm' })).toBeTruthy()
  })
})

describe('options', () => {
  it('change the request, the words and the level of danger', async () => {
    const { user } = open('cancel-plan', restarting)
    server.deployment = json(200, restarting)
    await ready('Cancel the plan')
    await user.click(screen.getByRole('checkbox', { name: /^By force/ }))
    expect(isOff(button('Erase the plan'))).toBe(true)
    await user.type(screen.getByRole('textbox', { name: 'Type fun to confirm' }), 'fun')
    await ready('Erase the plan')
    await user.click(button('Erase the plan'))
    await screen.findByText('Cancelling the plan of Elasticsearch accepted')
    expect(server.changes[0]?.path).toMatch(/plan\/pending\?force_delete=true$/)
  })

  it('that are no numbers keep the button off', async () => {
    const { user } = open('restart')
    await ready(RESTART)
    const wait = screen.getByRole('textbox', { name: /^Wait for shards/ })
    await user.clear(wait)
    await user.type(wait, 'long')
    expect(reasonOf(button(RESTART))).toMatch(/a whole number from 0 to 86400/)
    await user.clear(wait)
    await user.type(wait, '60')
    await user.click(screen.getByRole('radio', { name: 'All at once' }))
    await ready(RESTART)
    await user.click(button(RESTART))
    await screen.findByText('Restart of Elasticsearch of fun accepted')
    expect(server.changes[0]?.path).toMatch(
      /group_attribute=__all__&skip_snapshot=true&shard_init_wait_time=60$/,
    )
  })
})

describe('how it ends', () => {
  const press = async () => {
    const { user, ...rest } = open('restart')
    await ready(RESTART)
    await user.click(button(RESTART))
    return { user, ...rest }
  }
  const keys = () => server.changes.map(({ headers }) => headers['idempotency-key'])

  it('rejected: stays open with ECE’s code, and the next try is a new change', async () => {
    server.change = refuse(
      422,
      'deployments.deployment_resource_plan_change_error',
      'There is a pending plan',
    )
    const { user } = await press()
    await screen.findByText('Rejected: ECE did not do it')
    expect(screen.getByText(/There is a pending plan/)).toBeTruthy()
    expect(screen.getByText('deployments.deployment_resource_plan_change_error')).toBeTruthy()
    server.change = json(202, {})
    await ready(RESTART)
    await user.click(button(RESTART))
    await screen.findByText('Restart of Elasticsearch of fun accepted')
    expect(new Set(keys()).size).toBe(2)
  })

  it('not sent: says that nothing has happened', async () => {
    server.change = refuse(502, 'console.ece_unreachable', 'ECE cannot be reached.')
    await press()
    await screen.findByText('Not sent: nothing has happened')
    expect(screen.getByText(/ECE cannot be reached\./)).toBeTruthy()
  })

  it('unknown: says that it may have happened, points to the activity and does not offer it again', async () => {
    server.change = refuse(502, 'console.outcome_unknown', 'The connection to ECE was lost.')
    await press()
    await screen.findByText('Unknown: it may or may not have happened')
    expect(screen.getByRole('link', { name: 'Activity' })).toBeTruthy()
    expect(reasonOf(button(RESTART))).toMatch(/^It may have happened/)
  })

  it('unknown settles under the eyes of whoever waits: found, and there is nothing left to send', async () => {
    server.change = refuse(502, 'console.outcome_unknown', 'The connection to ECE was lost.')
    server.record = changeOf('unknown', { evidence: 'No trace so far.' })
    await press()
    await screen.findByText('No trace so far.', undefined, { timeout: 5000 })
    server.record = changeOf('found', { evidence: 'ECE has the attempt.', concluded: true })
    await screen.findByText('Found afterwards: it did happen', undefined, { timeout: 5000 })
    expect(screen.getByText('ECE has the attempt.')).toBeTruthy()
    expect(reasonOf(button(RESTART))).toMatch(/^It did happen/)
    expect(server.changes).toHaveLength(1)
  })

  it('no trace found: the next press is a change of its own', async () => {
    server.change = refuse(502, 'console.outcome_unknown', 'The connection to ECE was lost.')
    server.record = changeOf('no_trace', { evidence: 'ECE was read well.', concluded: true })
    const { user } = await press()
    await screen.findByText(/^No trace found/, undefined, { timeout: 5000 })
    server.change = json(202, {})
    await ready(RESTART)
    await user.click(button(RESTART))
    await screen.findByText('Restart of Elasticsearch of fun accepted')
    expect(new Set(keys()).size).toBe(2)
  })

  it('somebody else is at it: says so, and leads to their change', async () => {
    const other = '0b9cfa12-7d6a-4a51-9fbd-0d0c1f5e2a11'
    server.change = json(409, {
      errors: [
        {
          code: 'console.target_busy',
          message: 'a.kern sent "Restart Elasticsearch" on the same target.',
          fields: [`/bff/changes/${other}`],
        },
      ],
    })
    await press()
    await screen.findByText(/^a\.kern sent/)
    expect(screen.getByRole('link', { name: 'Look at that change' }).getAttribute('href')).toBe(
      `/default/changes/${other}`,
    )
  })

  it('changed since it was looked at: says what changed, and confirms anew with a new key', async () => {
    server.change = refuse(409, 'console.seen_version_changed', 'A plan of b.miller runs.')
    const { user } = await press()
    await screen.findByText(/A plan of b\.miller runs\./)
    expect(screen.getByText(/Confirm once more/)).toBeTruthy()
    server.change = json(202, {})
    await ready(RESTART)
    await user.click(button(RESTART))
    await screen.findByText('Restart of Elasticsearch of fun accepted')
    expect(new Set(keys()).size).toBe(2)
  })

  it('a lost connection is looked up by the same key before anything is said', async () => {
    server.change = cut
    server.record = changeOf('accepted', { status: 202, answer: {} })
    await press()
    await screen.findByText('Restart of Elasticsearch of fun accepted', undefined, {
      timeout: 5000,
    })
    const lookups = server.reads.filter(({ path }) => path.startsWith('/bff/changes/'))
    expect(lookups.map(({ path }) => path)).toEqual([`/bff/changes/${String(keys()[0])}`])
    expect(server.changes).toHaveLength(1)
  })

  it('a request that never arrived is not sent, and is repeated with the same key', async () => {
    server.change = cut
    const { user } = await press()
    await screen.findByText('Not sent: nothing has happened', undefined, { timeout: 10_000 })
    server.change = json(202, {})
    await ready(RESTART)
    await user.click(button(RESTART))
    await screen.findByText('Restart of Elasticsearch of fun accepted')
    expect(new Set(keys()).size).toBe(1)
  })
})

describe('when the session ends in the middle', () => {
  it('keeps what was typed, and the same button works after signing in', async () => {
    const { user } = open('shut-down')
    await fillShutDown(user)
    await ready(SHUT_DOWN)
    server.change = refuse(401, 'console.session_expired', 'Your session has ended.')
    server.deployment = refuse(401, 'console.session_expired', 'Your session has ended.')
    await user.click(button(SHUT_DOWN))
    await screen.findByText('Not sent: your session has ended')
    expect(screen.getByText('Sign in to go on')).toBeTruthy()
    server.change = json(200, { id: DEPLOYMENT_ID })
    server.deployment = json(200, sample())
    signIn()
    expect(screen.getByRole('textbox', { name: 'Type fun to confirm' })).toHaveProperty(
      'value',
      'fun',
    )
    expect(screen.getByRole('textbox', { name: 'Reason' })).toHaveProperty('value', 'CHG-20417 é')
    await ready(SHUT_DOWN)
    await user.click(button(SHUT_DOWN))
    await screen.findByText('Shutdown of fun accepted')
    const keys = server.changes.map(({ headers }) => headers['idempotency-key'])
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
  })
})

describe('after a reload in the middle of sending', () => {
  it('asks what became of the change before offering it again', async () => {
    let release = () => {}
    server.change = (response, request) => {
      release = () => json(202, {})(response, request)
    }
    const first = open('restart')
    await ready(RESTART)
    await first.user.click(button(RESTART))
    await waitFor(() => expect(server.changes).toHaveLength(1))
    first.unmount()
    server.record = changeOf('accepted')
    const { unmount } = open('restart')
    expect(reasonOf(button(RESTART))).toBe('Asking what became of the earlier request…')
    await screen.findByText(/^Your request sent .*: Accepted$/, undefined, { timeout: 5000 })
    const [{ headers } = {}] = server.changes
    expect(
      server.reads.some(({ path }) => path.endsWith(`/${String(headers?.['idempotency-key'])}`)),
    ).toBe(true)
    release()
    unmount()
  })
})
