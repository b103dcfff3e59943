import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  ELASTICSEARCH_ID,
  KIBANA_ID,
  restart,
  restarting,
  runningStep,
  sample,
  step,
} from '../domain/sample.ts'
import type { AnyDeployment } from '../domain/shapes.ts'
import { ActionMenu } from './action-menu.tsx'
import { describeStep, PlanBanner } from './plan-banner.tsx'
import { deploymentVerbs } from './verbs.ts'

const admin = { roles: ['ece_platform_admin'], permissions: [] }
const viewer = { roles: ['ece_deployment_viewer'], permissions: [] }
const opened: string[] = []
const banner = (
  deployment: AnyDeployment,
  { user = admin, resource_id }: { user?: typeof admin; resource_id?: string } = {},
) => (
  <PlanBanner
    deployment={deployment}
    actions={deploymentVerbs(deployment, user)}
    onOpen={(key) => opened.push(key)}
    {...(resource_id === undefined ? {} : { resource_id })}
  />
)
const ended = (healthy: boolean, more: Parameters<typeof restart>[1]) => {
  const current = restart('7b1c0d2e-0000-4000-8000-000000000001', {
    attempt_end_time: '2025-05-09T09:09:00.000Z',
    ...more,
  })
  return sample({ elasticsearch: { plan_info: { healthy, current } } })
}

beforeEach(() => {
  opened.length = 0
})

describe('while a plan runs', () => {
  it('says what, which step, who and from where, and offers to cancel it', async () => {
    render(banner(restarting))
    const section = screen.getByRole('region', { name: 'Plans' })
    expect(section.textContent).toMatch(
      /^Rolling restart of Elasticsearch, zone by zone.*step 2 · rolling-upgrade · .* · started by ops1 from 172\.17\.42\.1/,
    )
    await userEvent.click(screen.getByRole('button', { name: 'Cancel plan…' }))
    expect(opened).toEqual(['cancel-plan-elasticsearch'])
  })

  it('counts steps only when an earlier plan tells how many there are', () => {
    const steps = [
      { id: 'a', state: 'done' as const, step: step('a') },
      { id: 'b', state: 'running' as const, step: step('b') },
    ]
    expect(describeStep(steps, 4)).toBe('step 2 of 4')
    expect(describeStep(steps, undefined)).toBe('step 2')
    expect(describeStep(steps, 1)).toBe('step 2')
    expect(describeStep([], 4)).toBeUndefined()
  })

  it('says that it may be stuck', () => {
    const log = [runningStep('rolling-upgrade', '2025-05-09T01:00:00Z')]
    const pending = restart('r', { plan_attempt_log: log })
    render(banner(sample({ elasticsearch: { plan_info: { pending } } })))
    expect(screen.getByText(/^It may be stuck: rolling-upgrade has been running for/)).toBeTruthy()
  })

  it('tells a viewer why it cannot be cancelled', () => {
    render(banner(restarting, { user: viewer }))
    expect(screen.getByText(/^Your role ece_deployment_viewer may not cancel plans/)).toBeTruthy()
  })

  it('says nothing on the page of a resource that does not change', () => {
    const { container } = render(banner(restarting, { resource_id: KIBANA_ID }))
    expect(container.textContent).toBe('')
  })
})

describe('when it has ended', () => {
  it('says that it is done, until it is dismissed', async () => {
    const { rerender, container } = render(banner(restarting, { resource_id: ELASTICSEARCH_ID }))
    rerender(
      banner(ended(true, { plan_attempt_log: [step('plan-completed')] }), {
        resource_id: ELASTICSEARCH_ID,
      }),
    )
    expect(screen.getByRole('status').textContent).toBe(
      'Rolling restart of Elasticsearch, zone by zone: done in 2 min 0 s',
    )
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(container.textContent).toBe('')
  })

  it('says why it failed and what to try', () => {
    const { rerender } = render(banner(restarting))
    const message = 'ClusterFailure:NoAvailableInstanceFound'
    rerender(banner(ended(false, { error: { message } })))
    const alert = screen.getByRole('alert')
    expect(alert.textContent).toMatch(/failed after 2 min 0 s/)
    expect(alert.textContent).toMatch(
      /No allocator has room.*Suggestion: Free capacity.*NoAvailableInstanceFound/s,
    )
  })

  it('says nothing about plans that nobody saw running', () => {
    const { container } = render(banner(ended(false, {})))
    expect(container.textContent).toBe('')
  })
})

describe('the menu of verbs', () => {
  const menu = (deployment: AnyDeployment) => (
    <QueryClientProvider client={new QueryClient()}>
      <ActionMenu
        label="Actions of fun"
        actions={deploymentVerbs(deployment, admin)}
        onOpen={(key) => opened.push(key)}
      />
    </QueryClientProvider>
  )

  // outside a browser nothing gets into the top layer, so that the open menu counts as hidden
  const item = (name: string | RegExp) => screen.findByRole('menuitem', { name, hidden: true })

  it('opens the dialog of a verb, and shows what cannot be used with its reason', async () => {
    render(menu(restarting))
    await userEvent.click(screen.getByRole('button', { name: 'Actions of fun' }))
    const restartItem = await item('Restart Elasticsearch…')
    expect(restartItem.textContent).toMatch(/A plan is running/)
    expect(restartItem.getAttribute('aria-disabled')).toBe('true')
    await userEvent.click(restartItem)
    expect(opened).toEqual([])
    await userEvent.click(await item('Restart Kibana…'))
    expect(opened).toEqual(['restart-kibana'])
  })

  it('copies a verb as curl with the API’s defaults', async () => {
    const user = userEvent.setup()
    const copied = vi.spyOn(navigator.clipboard, 'writeText')
    render(menu(sample()))
    await user.click(screen.getByRole('button', { name: 'Actions of fun' }))
    await user.click(await item('Copy “Shut down” as curl'))
    expect(copied.mock.calls[0]?.[0]).toContain("_shutdown?skip_snapshot=false'")
    expect(opened).toEqual([])
  })
})
