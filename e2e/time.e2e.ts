// Which time it is, and how old what is on screen is.
import type { Page } from '@playwright/test'
import { control, expect, test } from './fixtures.ts'

// a zone without a short name in English, and not that of the machine
test.use({ timezoneId: 'America/Sao_Paulo' })

const UTC_FIRST = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC · \d+ \w{3} \d{4}, \d\d:\d\d:\d\d GMT-3$/
const LOCAL_FIRST = /^\d+ \w{3} \d{4}, \d\d:\d\d:\d\d GMT-3 · \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/

const clock = (page: Page) => page.getByRole('switch', { name: /^Exact times in UTC/ })
/** Points at the first time of the page that is not the age of its data; its title is the exact one then. */
async function expectExact(page: Page, title: RegExp) {
  const first = page.getByRole('main').locator('time:not([data-title])').first()
  await page.mouse.move(0, 0)
  await first.hover()
  await expect(first).toHaveAttribute('title', title)
}

test('an operator switches to UTC: every exact time follows, in all tabs and on the next visit', async ({
  operator,
  context,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('logging-prod')
  const other = await context.newPage()
  await other.goto(page.url())
  await expect(clock(page)).toHaveAccessibleName(/Local time \d\d:\d\d GMT-3, \d\d:\d\d UTC/)
  await expectExact(page, LOCAL_FIRST)
  await clock(page).click()
  await expect(clock(page)).toBeChecked()
  await expectExact(page, UTC_FIRST)
  await page.getByText(/^Updated /).hover()
  await expect(page.getByTitle(/^Read from ECE \d{4}-.* UTC · /)).toBeVisible()
  await expect(clock(other)).toBeChecked()
  await expectExact(other, UTC_FIRST)
  await page.reload()
  await expect(clock(page)).toBeChecked()
  await clock(other).click()
  await expectExact(page, LOCAL_FIRST)
})

test('attempts and their step logs have exact times in the chosen zone', async ({ operator }) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('logging-prod')
  await clock(page).click()
  await page.getByRole('main').getByRole('link', { name: 'Activity', exact: true }).click()
  await expectExact(page, UTC_FIRST)
})

test('on a phone the switch is in the navigation', async ({ operator }) => {
  const { page } = operator
  await page.setViewportSize({ width: 390, height: 800 })
  await operator.signIn('admin')
  await expect(clock(page)).toBeHidden()
  await page.getByRole('button', { name: 'Open navigation' }).click()
  await clock(page).click()
  await expect(clock(page)).toBeChecked()
  await operator.expectAccessible()
})

test('every page says how old its data is', async ({ operator }) => {
  const { page } = operator
  await operator.signIn('admin')
  const navigation = page.getByRole('navigation', { name: 'Main' })
  const expectAge = async () => {
    await expect(page.getByText(/^Updated (just now|\d+ s ago)/).first()).toBeVisible()
    await expect(page.getByRole('button', { name: 'Refresh' }).first()).toBeVisible()
  }
  for (const link of await navigation.getByRole('link').all()) {
    await link.click()
    const title = (await link.textContent()) ?? ''
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
    await expectAge()
    const table = page.getByRole('main').getByRole('table', { name: title })
    // what is on record never changes
    if (title === 'Audit') continue
    const one = table.getByRole('link').first()
    // nobody has made a job yet
    if (!(await one.isVisible())) continue
    // the page of one of them
    await one.click()
    await expect(page.getByRole('heading', { level: 1, name: title })).toHaveCount(0)
    await expectAge()
  }
})

test('data that could not be read again is amber, and a dialog over it waits for a fresh read', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('orders')
  await expect(page.getByText(/^Updated /)).toBeVisible()
  await control(simulator, 'POST', '/faults', {
    operation_id: 'get-deployment',
    status: 500,
    times: 1000,
  })
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.getByText(/^Not read since /)).toHaveCSS('color', 'rgb(143, 90, 0)')
  await operator.choose(/^Restart Elasticsearch/)
  const dialog = page.getByRole('dialog', { name: /Restart Elasticsearch/ })
  const send = dialog.getByRole('button', { name: /^Restart \d+ instances?$/ })
  await expect(send).toHaveAttribute('aria-disabled', 'true')
  await expect(send).toHaveAccessibleDescription(/Its present state cannot be read/)
  // pressing it all the same sends nothing
  await send.focus()
  await page.keyboard.press('Enter')
  await control(simulator, 'DELETE', '/faults')
  // slow, but it answers: until then it is still what is old
  await control(simulator, 'POST', '/faults', {
    operation_id: 'get-deployment',
    delay_ms: 2000,
    times: 1,
  })
  await dialog.getByRole('button', { name: 'Refresh' }).click()
  await expect(send).toHaveAttribute('aria-disabled', 'true')
  await expect(send).not.toHaveAttribute('aria-disabled')
  await expect(page.getByText(/^Updated /).first()).toBeVisible()
  await expect(page.getByRole('region', { name: 'Plans' })).toHaveCount(0)
})
