// "Which changes happened between two and three?", asked hours later, when some of it has been changed once more.
import type { Page } from '@playwright/test'
import { changePlan, searchOf } from './change-a-plan.ts'
import { control, expect, type Operator, test } from './fixtures.ts'
import type { Simulator } from './servers.ts'

// neither the browser nor ECE is where the operator is
test.use({ simulatorFlags: { fleet: 'small', speed: 200 }, timezoneId: 'America/St_Johns' })

const MINUTE = 60_000

async function advance(simulator: Simulator, minutes: number): Promise<void> {
  await control(simulator, 'POST', '/clock', { advance_ms: minutes * MINUTE })
}

/** What time it is for ECE, at the next whole minute. */
async function nextMinute(simulator: Simulator): Promise<number> {
  const response = await fetch(`${simulator.control}/clock`)
  // the control port's own answer
  const { now } = (await response.json()) as { now: string }
  return Math.ceil(Date.parse(now) / MINUTE) * MINUTE
}

async function idOf(operator: Operator, name: string): Promise<string> {
  const { body } = await operator.call('POST', '/deployments/_search', {
    query: { match: { 'name.keyword': { query: name } } },
  })
  return body.deployments?.find((each) => each.name === name)?.id ?? ''
}

/** A call of ECE past the console. */
async function post(simulator: Simulator, path: string, token?: string, body?: unknown) {
  const response = await fetch(`${simulator.url}/api/v1${path}`, {
    method: 'POST',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      'content-type': 'application/json',
    },
    body: JSON.stringify(body ?? {}),
  })
  expect(response.ok, await response.clone().text()).toBe(true)
  // of all answers only that of the sign-in is read
  return (await response.json()) as { token?: string }
}

/** By somebody else than the operator. */
async function restart(simulator: Simulator, id: string) {
  const who = { username: 'manager', password: simulator.password }
  const { token } = await post(simulator, '/users/auth/_login', undefined, who)
  const path = `/deployments/${id}/elasticsearch/main-elasticsearch/_restart`
  await post(simulator, path, token)
  await advance(simulator, 2)
  await expect
    .poll(async () => (await searchOf(simulator, id)).info.plan_info.pending)
    .toBeUndefined()
}

const iso = (time: number) => new Date(time).toISOString()
/** What somebody types who lives there. */
const typed = (time: number) =>
  new Date(time).toLocaleString('sv-SE', { timeZone: 'America/St_Johns' }).replace(' ', 'T')

const rows = (page: Page) =>
  page.getByRole('list', { name: /^Plan attempts of/ }).getByRole('listitem')
const whole = (page: Page) => page.getByText(/deployments that changed since then have been read$/)

interface History {
  readonly from: number
  readonly to: number
}

/** One change before the window, two in it, and after it one of the same and one of another. */
async function live(operator: Operator, simulator: Simulator): Promise<History> {
  const ids = {
    early: await idOf(operator, 'billing-prod'),
    twice: await idOf(operator, 'logging-prod'),
    once: await idOf(operator, 'billing-staging'),
  }
  const set = (value: string) => (plan: Parameters<Parameters<typeof changePlan>[2]>[0]) => {
    plan.elasticsearch.user_settings_yaml = `action.auto_create_index: ${value}`
  }
  await advance(simulator, 120)
  await changePlan(simulator, ids.early, set('a*'))
  await advance(simulator, 30)
  const from = await nextMinute(simulator)
  await advance(simulator, 5)
  await changePlan(simulator, ids.once, set('b*'))
  await advance(simulator, 5)
  await restart(simulator, ids.twice)
  const to = (await nextMinute(simulator)) + 5 * MINUTE
  await advance(simulator, 30)
  await changePlan(simulator, ids.twice, set('c*'))
  await changePlan(simulator, ids.early, set('d*'))
  return { from, to }
}

/** Exactly these, newest first: both changes, and the plan of the seed that has been stuck for hours. */
async function expectWindow(page: Page) {
  await expect(whole(page)).toBeVisible()
  await expect(rows(page).filter({ hasNotText: 'sessions' })).toHaveCount(2)
  await expect(rows(page)).toHaveCount(3)
  const [newest, second] = [rows(page).nth(0), rows(page).nth(1)]
  await expect(newest).toContainText('logging-prod')
  await expect(newest).toContainText('Rolling restart of Elasticsearch')
  await expect(newest).toContainText('by manager from 172.17.42.1')
  await expect(newest).toContainText('Done')
  await expect(second).toContainText('billing-staging')
  await expect(second).toContainText('Configuration change of Elasticsearch')
  await expect(second).toContainText('by admin')
  await expect(rows(page).nth(2)).toContainText('Running')
}

const expectNoSidewaysScroll = async (page: Page) =>
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
  ).toBeLessThanOrEqual(0)

test('an operator finds out which changes happened between two and three, by address, by hand and on a phone', async ({
  operator,
  simulator,
}) => {
  test.setTimeout(120_000)
  const { page } = operator
  await operator.enter('admin')
  const { from, to } = await live(operator, simulator)
  // hours have gone by for ECE, and the session with them
  await page.context().clearCookies()
  await operator.signIn('admin')

  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible()
  await expect(whole(page)).toBeVisible()
  // five changes of ours are in the last day
  await expect(rows(page).filter({ hasText: /billing-|logging-prod/ })).toHaveCount(5)

  await page.getByRole('link', { name: 'Between…' }).click()
  await page.getByLabel('From, local time').fill(typed(to))
  await page.getByLabel('To, local time').fill(typed(from))
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(page.getByText('The window ends before it begins.')).toBeVisible()
  await page.getByLabel('From, local time').fill(typed(from))
  await page.getByLabel('To, local time').fill(typed(to))
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expectWindow(page)
  const { searchParams } = new URL(page.url())
  expect(['from', 'to'].map((name) => Date.parse(searchParams.get(name) ?? ''))).toEqual([from, to])
  await operator.expectAccessible()

  // a colleague gets the address
  await operator.open(`activity?from=${iso(from)}&to=${iso(to)}`)
  await expectWindow(page)
  await page.getByRole('searchbox', { name: 'Started by' }).fill('manager')
  await expect(rows(page)).toHaveCount(1)
  await expect(page).toHaveURL(/who=manager/)
  await rows(page)
    .first()
    .getByRole('link', { name: /^Rolling restart/ })
    .click()
  await expect(page).toHaveURL(/deployments\/[0-9a-f]{32}\?tab=activity&attempt=[\w-]+/)
  await expect(
    page.getByRole('link', { name: /Rolling restart of Elasticsearch/ }).first(),
  ).toHaveAttribute('aria-expanded', 'true')

  await page.setViewportSize({ width: 390, height: 844 })
  await operator.open(`activity?from=${iso(from)}&to=${iso(to)}`)
  await expectWindow(page)
  await expectNoSidewaysScroll(page)
  await operator.expectAccessible()
})

test('a failed change says why, and the results are a filter in the address', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('activity?since=7d&result=failed')
  await expect(whole(page)).toBeVisible()
  const tickets = rows(page).filter({ hasText: 'tickets' }).first()
  await expect(tickets).toContainText('The snapshot that the plan takes first did not succeed')
  await expect(rows(page).filter({ hasText: 'Done' })).toHaveCount(0)
})

test('one deployment that cannot be read is named, the rest stays, and trying again completes the list', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await control(simulator, 'POST', '/faults', { operation_id: 'get-deployment', status: 403 })
  await operator.open('activity?since=7d')
  await expect(page.getByText('One deployment could not be read')).toBeVisible()
  await expect(page.getByText('Attempts of the rest may be missing.')).toBeVisible()
  await expect(rows(page).first()).toBeVisible()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(whole(page)).toBeVisible()
})

test('nothing is read twice that did not change', async ({ operator, simulator }) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('activity?since=7d')
  await expect(whole(page)).toBeVisible()
  await control(simulator, 'DELETE', '/requests')
  const answered = page.waitForResponse((response) => response.url().endsWith('_search'))
  await page.getByRole('button', { name: 'Refresh' }).click()
  await answered
  await page.getByRole('link', { name: '24 hours' }).click()
  await expect(whole(page)).toBeVisible()
  const { requests = [] } = await control(simulator, 'GET', '/requests')
  expect(requests.filter(({ path }) => /\/deployments\/[0-9a-f]{32}\?/.test(path))).toEqual([])
})

test('an address with nonsense opens with the last day and names what it left out', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('activity?from=yesterday&result=odd&who=nobody-at-all')
  await expect(page.getByText(/What the address says about from and result/)).toBeVisible()
  await expect(page.getByText('No plan attempt in this window matches the filters')).toBeVisible()
  await page.getByRole('button', { name: 'Clear the filters' }).click()
  await expect(rows(page).first()).toBeVisible()
  await operator.open('activity?from=2026-01-01T15:00:00Z&to=2026-01-01T14:00:00Z')
  await expect(page.getByText(/What the address says about from and to/)).toBeVisible()
  await expect(page.getByRole('link', { name: '24 hours' })).toHaveAttribute('aria-current', 'page')
  // before anything that ECE remembers
  await operator.open('activity?from=2001-01-01T14:00:00Z&to=2001-01-01T15:00:00Z')
  await expect(page.getByText('No plan attempt in this window', { exact: true })).toBeVisible()
})
