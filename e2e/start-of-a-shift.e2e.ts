// What an operator does first: look at the overview, follow a number, find exactly what it counted.
import type { Page } from '@playwright/test'
import { control, expect, fillSignIn, type Operator, test } from './fixtures.ts'
import { type Simulator, startConsole, startSimulator } from './servers.ts'
import { listProblems, readWorld } from './read-world.ts'

async function startShift(operator: Operator, simulator: Simulator, userName: string) {
  const { page } = operator
  await page.goto('/')
  await fillSignIn(page, userName, simulator.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
}

/** The number of a line; absent while it is not known. */
const line = (page: Page, label: string, count: number) =>
  page.getByRole('link', { name: new RegExp(`^${count} ${label} `) })

test('an operator sees on the overview what needs attention, follows a number, and finds exactly those deployments', async ({
  operator,
  simulator,
}) => {
  test.setTimeout(120_000)
  const { page } = operator
  await startShift(operator, simulator, 'admin')
  // the simulator's own objects, read one by one past the console, and judged by rules written for this test
  const problems = listProblems(await readWorld(simulator))
  expect(problems.every(({ names }) => names.length > 0)).toBe(true)
  for (const { label, names } of problems) {
    await test.step(label, async () => {
      await line(page, label, names.length).click()
      const list = page.getByRole('table', { name: 'Deployments' })
      await expect(
        page.getByText(new RegExp(`^${names.length} deployments? on ECE$`)),
      ).toBeVisible()
      await expect
        .poll(async () => (await list.getByRole('link').allTextContents()).toSorted())
        .toEqual(names)
      await page.goBack()
      await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
    })
  }
})

test('the overview says what changes now, at which step, where there is room, and what runs which version', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await startShift(operator, simulator, 'admin')
  const running = page.getByRole('list', { name: 'Running plans' })
  await expect(running.getByRole('listitem').filter({ hasText: 'sessions' })).toContainText(
    /Configuration change of Elasticsearch.*7 h 4\d min/s,
  )
  await page.getByRole('link', { name: 'Show steps' }).click()
  await expect(page).toHaveURL(/steps=shown/)
  await expect(running.getByRole('listitem').filter({ hasText: 'sessions' })).toContainText(
    'rolling-upgrade',
  )

  const zones = page.getByRole('list', { name: 'Zones' })
  await expect(zones.getByRole('meter')).toHaveCount(3)
  await expect(zones.getByRole('meter', { name: 'Memory of ece-zone-1' })).toHaveAttribute(
    'aria-valuetext',
    /^\d+ GB of 256 GB used$/,
  )
  await expect(zones).toContainText('1 in maintenance')
  await expect(zones).toContainText('1 disconnected')

  const versions = page.getByRole('list', { name: 'Deployments by version' })
  await versions.getByRole('link', { name: /^\d+ deployments on 8\.17\.4$/ }).click()
  await expect(page).toHaveURL(/deployments\?version=8\.17\.4$/)
})

test('a viewer gets the same overview without what the role may not see, and is told so', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await startShift(operator, simulator, 'viewer')
  await expect(
    page.getByText('Your role ece_deployment_viewer may not see allocators'),
  ).toBeVisible()
  await expect(page.getByRole('list', { name: 'Zones' })).toContainText('all connected')
  await expect(page.getByText('Your role sees no system deployment.')).toBeVisible()
  const problems = listProblems(await readWorld(simulator, 'viewer'))
  const unhealthy = problems.find(({ label }) => label === 'Unhealthy')?.names ?? []
  await line(page, 'Unhealthy', unhealthy.length).click()
  await expect(page).toHaveURL(/deployments\?problem=unhealthy$/)
  await expect(page.getByText(new RegExp(`^${unhealthy.length} deployments on ECE$`))).toBeVisible()
  await page.goBack()
  await operator.expectAccessible()
})

test('the same on a phone: one column, nothing sideways, the numbers first', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await page.setViewportSize({ width: 390, height: 844 })
  await startShift(operator, simulator, 'admin')
  await expect(page.getByRole('list', { name: 'Zones' }).getByRole('meter')).toHaveCount(3)
  const headings = page.getByRole('heading', { level: 2 })
  await expect(headings.first()).toHaveText('Needs attention')
  const lefts = await headings.evaluateAll((all) =>
    all.map((heading) => Math.round(heading.getBoundingClientRect().left)),
  )
  expect(new Set(lefts).size).toBe(1)
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
  ).toBeLessThanOrEqual(0)
  await page.getByRole('link', { name: /^\d+ Unhealthy / }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Deployments' })).toBeVisible()
})

test('one card that cannot be read says so and takes no other down', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await startShift(operator, simulator, 'admin')
  await expect(page.getByRole('list', { name: 'Zones' }).getByRole('meter')).toHaveCount(3)
  for (const operation_id of ['get-allocators', 'get-version-stacks']) {
    await control(simulator, 'POST', '/faults', { operation_id, status: 500 })
  }
  await page.reload()
  await expect(page.getByText('The allocators could not be read')).toBeVisible()
  await expect(page.getByText('The stack versions could not be read')).toBeVisible()
  await expect(page.getByRole('link', { name: /^\d+ Unhealthy / })).toBeVisible()
  await expect(page.getByRole('list', { name: 'Recent changes' })).toBeVisible()
  await control(simulator, 'DELETE', '/faults')
  await page.getByRole('button', { name: 'Try again' }).first().click()
  await expect(page.getByRole('list', { name: 'Zones' }).getByRole('meter')).toHaveCount(3)
})

/** What ECE gets asked until the whole page is there; polls that came in between say so and are left out. */
async function countReads(page: Page, fleet: 'small' | number): Promise<number> {
  const simulator = await startSimulator({ fleet })
  const server = await startConsole({ eceUrl: simulator.url })
  try {
    await page.goto(server.url)
    await fillSignIn(page, 'admin', simulator.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expectWhole(page)
    await control(simulator, 'DELETE', '/requests')
    let polls = 0
    page.on('request', (request) => {
      if (request.headers()['x-ece-background'] === '1') polls += 1
    })
    await page.reload()
    await expectWhole(page)
    const { requests = [] } = await control(simulator, 'GET', '/requests')
    return requests.length - polls
  } finally {
    await page.goto('about:blank')
    await server.stop()
    await simulator.stop()
  }
}

/** The numbers of the versions come last of all. */
async function expectWhole(page: Page) {
  await expect(page.getByRole('link', { name: /^[\d,]+ below / })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('meter')).toHaveCount(3)
  await expect(page.getByRole('list', { name: 'System deployments' })).toBeVisible()
}

test('the overview asks ECE as little about 2,000 deployments as about two dozen', async ({
  page,
}) => {
  test.setTimeout(180_000)
  const small = await countReads(page, 'small')
  const large = await countReads(page, 2000)
  expect(large).toBe(small)
  expect(small).toBeGreaterThan(10)
  expect(small).toBeLessThanOrEqual(30)
})
