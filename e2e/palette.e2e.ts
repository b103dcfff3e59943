// The palette: from a key stroke to a page, or to a verb's dialog.
import type { Page } from '@playwright/test'
import { control, countRequests, expect, type Operator, test } from './fixtures.ts'

const field = (page: Page) => page.getByRole('combobox', { name: 'Search and commands' })
const option = (page: Page, group: string, name: string | RegExp) =>
  page.getByRole('group', { name: group, exact: true }).getByRole('option', { name })

/** By keyboard, as everybody does. */
async function openPalette(page: Page) {
  await expect(page.getByRole('button', { name: /^Search or jump to/ })).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(field(page)).toBeFocused()
}

async function findDeployment(operator: Operator, name: string) {
  const { body } = await operator.call('POST', '/deployments/_search', {
    query: { match: { name: { query: name, operator: 'and' } } },
    size: 1,
  })
  // as much of a hit as is needed here
  return body.deployments?.[0] as unknown as {
    id: string
    resources: { elasticsearch: { id: string }[]; kibana: { id: string }[] }
  }
}

test('an operator finds a cluster by the id in a chat message, without waiting for the list', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  const { resources } = await findDeployment(operator, 'logging-prod')
  const id = resources.elasticsearch[0]?.id ?? ''
  await operator.open('templates')
  await openPalette(page)
  await field(page).fill(`@ops can somebody look at ${id}? red since 02:10`)
  // the answer is not there yet, and Enter is pressed all the same
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/elasticsearch/${id}`))
  await expect(page.getByRole('heading', { level: 1, name: 'logging-prod' })).toBeVisible()
})

test('an operator finds deployments, clusters, templates, versions and pages by parts of their names', async ({
  operator,
}) => {
  const { page } = operator
  await operator.signIn('admin')
  await openPalette(page)
  await field(page).fill('logging-prod')
  await expect(option(page, 'Deployments', /^logging-prod/)).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await expect(option(page, 'Elasticsearch', /^logging-prod/)).toBeVisible()
  await expect(option(page, 'Kibana', /^logging-prod/)).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: /results: \d+ in/ })).toHaveCount(1)
  await field(page).fill('8.17.4')
  await expect(option(page, 'Stack versions', '8.17.4')).toBeVisible()
  await field(page).fill('stack')
  await expect(option(page, 'Pages', /^Stack versions/)).toBeVisible()
  await field(page).fill('default')
  await option(page, 'Templates', /^Default/)
    .first()
    .click()
  await expect(page).toHaveURL(/\/templates\/default/)
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('the answer to an older key stroke never stands for a newer one', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  // a page that searches for nothing itself, so that the order below meets the palette
  await operator.open('templates')
  await control(simulator, 'DELETE', '/requests')
  await control(simulator, 'POST', '/faults', {
    operation_id: 'search-deployments',
    delay_ms: 5000,
    times: 1,
  })
  await openPalette(page)
  const givenUp = page.waitForEvent('requestfailed', (request) =>
    request.url().endsWith('/deployments/_search'),
  )
  await field(page).fill('metrics')
  await expect
    .poll(() => countRequests(simulator, 'POST', '/deployments/_search'))
    .toBeGreaterThan(0)
  await field(page).fill('billing-prod')
  await expect(option(page, 'Deployments', /^billing-prod/)).toBeVisible()
  await givenUp
  await expect(page.getByRole('option', { name: /metrics/ })).toHaveCount(0)
})

test('while ECE does not answer, the palette says so in a line and keeps what it knows itself', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('templates')
  await control(simulator, 'POST', '/faults', {
    operation_id: 'search-deployments',
    status: 500,
    times: 100,
  })
  await openPalette(page)
  await field(page).fill('kibana')
  await expect(page.getByRole('alert')).toContainText('Deployments could not be searched')
  await expect(option(page, 'Pages', /^Kibana/)).toBeVisible()
  await control(simulator, 'DELETE', '/faults')
})

test('nothing found says what was searched', async ({ operator }) => {
  const { page } = operator
  await operator.signIn('admin')
  await openPalette(page)
  await field(page).fill('<b>no such thing</b>')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Nothing found for “<b>no such thing</b>”')
  await expect(dialog).toContainText('names, aliases and ids of deployments')
})

test('an operator restarts from the palette, through the same dialog', async ({ operator }) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('metrics-prod')
  await expect(page.getByRole('button', { name: /^Actions of/ })).toBeVisible()
  await openPalette(page)
  await field(page).fill('restart el')
  await expect(option(page, 'Actions of metrics-prod', /^Restart Elasticsearch/)).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: /Restart Elasticsearch/ })
  await dialog.getByRole('button', { name: /^Restart \d+ instances$/ }).click()
  await expect(page.getByRole('region', { name: 'Plans' })).toContainText(
    'Rolling restart of Elasticsearch, zone by zone',
  )
})

test('a verb that cannot be used is in the palette with its reason, and does nothing', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('telemetry')
  await openPalette(page)
  await field(page).fill('restart el')
  const verb = option(page, 'Actions of telemetry', /^Restart Elasticsearch/)
  await expect(verb).toHaveAttribute('aria-disabled', 'true')
  await expect(verb).toContainText('A plan is running')
  await page.keyboard.press('Home')
  await expect(verb).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(field(page)).toBeFocused()
  await expect(page).not.toHaveURL(/dialog=/)
})

test('the objects opened last are in the empty palette, without the one that is open', async ({
  operator,
}) => {
  const { page } = operator
  await operator.signIn('admin')
  const seen = ['orders', 'billing-prod']
  for (const name of seen) {
    await operator.openDeployment(name)
    // the palette has been loaded and has taken note
    await expect
      .poll(() => page.evaluate(() => localStorage.getItem('ece-console.recent.default')))
      .toContain(name)
  }
  await openPalette(page)
  const recent = page.getByRole('group', { name: 'Recent' })
  await expect(recent.getByRole('option')).toHaveText([/^orders/])
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'orders' })).toBeVisible()
})

test('Ctrl+Enter opens a new tab and leaves the palette open', async ({ operator, context }) => {
  const { page } = operator
  await operator.signIn('admin')
  await openPalette(page)
  await field(page).fill('templates')
  await expect(option(page, 'Pages', /^Templates/)).toBeVisible()
  const opened = context.waitForEvent('page')
  await page.keyboard.press('Control+Enter')
  const tab = await opened
  await expect(tab.getByRole('heading', { level: 1, name: 'Templates' })).toBeVisible()
  await expect(field(page)).toBeFocused()
})

test('what is typed before the palette is there is not lost, and reaches nothing else', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('deployments')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('xjgd')
  await expect(field(page)).toHaveValue('xjgd')
  await page.keyboard.press('Escape')
  await expect(field(page)).toHaveCount(0)
  await expect(page).toHaveURL(/\/deployments/)
})

for (const width of [1440, 390]) {
  test(`the palette and the shortcuts can be used by everybody: light and dark, ${width} wide`, async ({
    operator,
  }) => {
    const { page } = operator
    await page.setViewportSize({ width, height: 800 })
    await operator.enter('admin')
    await operator.openDeployment('telemetry')
    const button = page.getByRole('button', { name: /^Search or jump to/ })
    await button.click()
    await expect(page.getByRole('group', { name: 'Actions of telemetry' })).toBeVisible()
    await operator.expectAccessibleInBothThemes()
    await field(page).fill('logging')
    await expect(option(page, 'Deployments', /^logging-prod/)).toBeVisible()
    await operator.expectAccessibleInBothThemes()
    await field(page).fill('keyboard')
    await page.getByRole('option', { name: /^Keyboard shortcuts/ }).click()
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
    await operator.expectAccessibleInBothThemes()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(button).toBeFocused()
  })
}
