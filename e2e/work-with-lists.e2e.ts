// A list as a daily tool: the columns, the views and the selection of one operator, and what a colleague gets by link.
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, fillSignIn, test } from './fixtures.ts'

test.describe.configure({ mode: 'parallel' })

const tableOf = (page: Page) => page.getByRole('table', { name: 'Deployments' })
const headersOf = async (page: Page) =>
  (await tableOf(page).getByRole('columnheader').allInnerTexts()).filter((text) => text !== '')
const pick = (page: Page, name: string) => page.getByRole('checkbox', { name: `Select ${name}` })
const bar = (page: Page) => page.getByRole('region', { name: 'Selection' })
const rowOf = (page: Page, name: string) =>
  tableOf(page).getByRole('link', { name, exact: true }).first()

test('an operator chooses columns, and a colleague gets the same ones by the link', async ({
  operator,
  browser,
  simulator,
  server,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('deployments')
  await page.getByRole('button', { name: 'Columns and rows' }).click()
  const chooser = page.getByRole('group', { name: 'Columns and rows' }).first()
  for (const name of ['Instances', 'State', 'Last good snapshot', 'Last change', 'By']) {
    await chooser.getByRole('checkbox', { name, exact: true }).uncheck()
  }
  await chooser.getByRole('checkbox', { name: 'Id', exact: true }).check()
  // the name stays, and says so
  await chooser.getByRole('checkbox', { name: /^Deployment/ }).press('Space')
  await expect(chooser.getByRole('checkbox', { name: /^Deployment/ })).toBeChecked()
  await operator.expectAccessible()
  await page.keyboard.press('Escape')
  const wanted = ['Deployment', 'Health', 'System and tags', 'Version', 'Zones × memory']
  await expect(page).toHaveURL(/columns=name,health,marks,version,shape,template,id/)
  expect(await headersOf(page)).toEqual([...wanted, 'Template', 'Id', 'Actions'])

  const other = await browser.newContext()
  const colleague = await other.newPage()
  await colleague.goto(`${server.url}/sign-in`)
  await fillSignIn(colleague, 'readonly', simulator.password)
  await colleague.getByRole('button', { name: 'Sign in' }).click()
  await expect(colleague.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
  await colleague.goto(page.url())
  await expect(rowOf(colleague, 'billing-prod')).toBeVisible()
  expect(await headersOf(colleague)).toEqual(await headersOf(page))
  await other.close()
})

test('the columns of last time are there again, stand in the address, and go with a reset', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('deployments')
  await page.getByRole('button', { name: 'Columns and rows' }).click()
  await page.getByRole('checkbox', { name: 'Health', exact: true }).uncheck()
  await expect(page).toHaveURL(/columns=name,marks,/)
  await operator.open('deployments')
  await expect(page).toHaveURL(/columns=name,marks,/)
  // a window that is lower than the menu: it scrolls, and stays scrolled
  await page.setViewportSize({ width: 1280, height: 480 })
  await page.getByRole('button', { name: 'Columns and rows' }).click()
  await page.getByRole('button', { name: 'Reset columns' }).click()
  await expect(page).not.toHaveURL(/columns=/)
  await expect(page.getByRole('columnheader', { name: 'State' })).toBeVisible()
  await operator.open('deployments')
  await expect(rowOf(page, 'billing-prod')).toBeVisible()
  await expect(page).not.toHaveURL(/columns=/)
})

test('an address with columns and filters that are gone opens with the others and names them', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('deployments?columns=version,owner,%3Cb%3Ecost&team=search&view=system')
  await expect(page.getByText(/team and columns \(“owner”, “<b>cost”\)/)).toBeVisible()
  await expect(rowOf(page, 'security-cluster')).toBeVisible()
  expect(await headersOf(page)).toEqual(['Deployment', 'Version', 'Actions'])
})

test('compact rows show more of them, on every list, and stay after a reload', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('deployments')
  const height = async () =>
    (await tableOf(page).getByRole('row').filter({ hasText: 'billing-prod' }).boundingBox())?.height
  await expect(rowOf(page, 'billing-prod')).toBeVisible()
  expect(await height()).toBe(36)
  await page.getByRole('button', { name: 'Columns and rows' }).click()
  await page.getByRole('radio', { name: 'Compact' }).check()
  await expect.poll(height).toBe(28)
  await page.reload()
  await expect(rowOf(page, 'billing-prod')).toBeVisible()
  expect(await height()).toBe(28)
  await operator.open('templates')
  const template = page.getByRole('table').getByRole('row').nth(1)
  await expect.poll(async () => (await template.boundingBox())?.height).toBe(28)
})

test('an operator saves a view, finds it after a reload, renames it, deletes it and takes that back', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('deployments?health=unhealthy&sort=-modified&columns=name,health,modified')
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByLabel('Save what is shown as').fill('Broken lately')
  await operator.expectAccessible()
  await page.getByRole('button', { name: 'Save view' }).click()
  await expect(page.getByText('Saved the view Broken lately')).toBeVisible()

  await operator.open('deployments')
  const tabs = page.getByRole('navigation', { name: 'Saved views' })
  await tabs.getByRole('link', { name: 'Broken lately' }).click()
  await expect(page).toHaveURL(/health=unhealthy/)
  await expect(rowOf(page, 'payments')).toBeVisible()
  await expect(rowOf(page, 'logging-prod')).toBeHidden()
  expect(await headersOf(page)).toEqual(['Deployment', 'Health', 'Last change', 'Actions'])
  await expect(page.getByRole('columnheader', { name: 'Last change' })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  await expect(tabs.getByRole('link', { name: 'Broken lately' })).toHaveAttribute(
    'aria-current',
    'page',
  )

  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByRole('button', { name: 'Rename Broken lately' }).click()
  await page.getByLabel('New name of Broken lately').fill('Broken')
  await page.getByRole('button', { name: 'Rename', exact: true }).click()
  await expect(tabs.getByRole('link', { name: 'Broken', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Delete Broken' }).click()
  await expect(tabs).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(tabs.getByRole('link', { name: 'Broken', exact: true })).toBeVisible()
})

test('a saved view whose column and filter are gone opens with what is left and says what it ignored', async ({
  operator,
}) => {
  const { page } = operator
  await operator.signIn('admin')
  const view = {
    id: '1',
    list: 'deployments',
    name: 'From last year',
    search: { view: 'system', team: 'search', columns: 'version,owner', health: 'purple' },
  }
  await page.evaluate(
    (text) => localStorage.setItem('ece-console.views.default', text),
    JSON.stringify([view, { broken: true }]),
  )
  await operator.open('deployments')
  await page
    .getByRole('navigation', { name: 'Saved views' })
    .getByRole('link', { name: 'From last year' })
    .click()
  await expect(page.getByText(/health, team and columns \(“owner”\)/)).toBeVisible()
  await expect(rowOf(page, 'security-cluster')).toBeVisible()
  expect(await headersOf(page)).toEqual(['Deployment', 'Version', 'Actions'])
})

test('a browser that keeps nothing says so in one sentence, and the list works', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })
  await operator.open('deployments?view=system')
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByLabel('Save what is shown as').fill('Mine')
  await page.getByRole('button', { name: 'Save view' }).click()
  await expect(page.getByRole('alert')).toHaveText(
    'This browser keeps nothing for the console: its storage is full or blocked. Copy the link instead.',
  )
  await expect(page.getByLabel('Save what is shown as')).toHaveValue('Mine')
})

test('what is selected survives scrolling, refreshing and another filter', async ({ operator }) => {
  const { page } = operator
  await page.setViewportSize({ width: 1280, height: 520 })
  await operator.enter('admin')
  // by name, or changes of other tests would move rows out of what is drawn
  await operator.open('deployments?sort=name')
  await pick(page, 'billing-prod').check()
  await pick(page, 'frozen-archive').check()
  await expect(bar(page)).toContainText('2 deployments selected')
  await rowOf(page, 'frozen-archive').focus()
  await page.keyboard.press('End')
  await expect(pick(page, 'billing-prod')).toHaveCount(0)
  await page.getByRole('main').getByRole('button', { name: 'Refresh' }).click()
  await page.getByRole('searchbox', { name: 'Search deployments' }).fill('payments')
  await expect(rowOf(page, 'payments')).toBeVisible()
  await expect(rowOf(page, 'frozen-archive')).toHaveCount(0)
  await expect(bar(page)).toContainText('2 deployments selected')
  await page.getByRole('searchbox', { name: 'Search deployments' }).fill('')
  await expect(pick(page, 'billing-prod')).toBeChecked()
  await expect(pick(page, 'billing-staging')).not.toBeChecked()
  await operator.expectAccessible()
  await page.getByRole('button', { name: 'Clear the selection' }).click()
  await expect(bar(page)).toBeHidden()
  await expect(pick(page, 'billing-prod')).not.toBeChecked()
})

test('what is selected is copied and exported, hostile names as text that no spreadsheet runs', async ({
  operator,
  context,
}) => {
  const { page } = operator
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await operator.enter('admin')
  await operator.open('deployments')
  await page.getByRole('checkbox', { name: 'Select all loaded rows' }).check()
  await expect(bar(page)).toContainText(/\d+ deployments selected/)
  await bar(page).getByRole('button', { name: 'Copy ids' }).click()
  await expect(page.getByText(/^Copied the ids of \d+ deployments$/)).toBeVisible()
  const ids = (await page.evaluate(() => navigator.clipboard.readText())).split('\n')
  expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true)

  await bar(page).getByRole('button', { name: 'Export' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export deployments' })
  await operator.expectAccessible()
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Export' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^deployments-default-[\dT-]+Z\.csv$/)
  const bytes = await readFile(await file.path())
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const text = bytes.subarray(3).toString()
  const [head = '', ...lines] = text.split('\r\n')
  expect(head).toMatch(/^Deployment,Health,System and tags,Version,.*,Id$/)
  expect(lines).toHaveLength(ids.length + 1)
  for (const line of lines) expect(line).not.toMatch(/^"?[=+\-@]/)
  expect(text).toContain(`"'=HYPERLINK(""https://`)
  expect(text).toContain('<img src=x onerror=')
  expect(text).toMatch(/\p{Script=Arabic}/u)
  expect(text).toMatch(/\p{Extended_Pictographic}/u)
  // times are in UTC and sort
  expect(text).toMatch(/,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,/)
  await expect(page.getByText(`Exported ${ids.length} deployments`)).toBeVisible()
})

test('a list is worked by keyboard alone: walk, jump, select a range, clear, open', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('deployments')
  await expect(rowOf(page, 'billing-prod')).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('End')
  await page.keyboard.press('x')
  await expect(bar(page)).toContainText('1 deployment selected')
  await page.keyboard.press('Shift+ArrowUp')
  await page.keyboard.press('Shift+ArrowUp')
  await expect(bar(page)).toContainText('3 deployments selected')
  await page.keyboard.press('Escape')
  await expect(bar(page)).toBeHidden()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  const second = tableOf(page).getByRole('row').nth(2).getByRole('link').first()
  await expect(second).toBeFocused()
  await page.getByRole('main').getByRole('button', { name: 'Refresh' }).dispatchEvent('click')
  await expect(page.getByText('Updated just now')).toBeVisible()
  await expect(second).toBeFocused()
  const name = await second.innerText()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible()
})

test('on a phone a row says version, size and last change in a second line, and nothing scrolls sideways', async ({
  operator,
}) => {
  const { page } = operator
  await page.setViewportSize({ width: 390, height: 844 })
  await operator.enter('admin')
  await operator.open('deployments')
  const row = tableOf(page).getByRole('row').filter({ hasText: 'billing-prod' })
  await expect(row).toContainText('Healthy')
  await expect(row).toContainText('8.18.1')
  await expect(row).toContainText('2 × 4 GB')
  // days, unless another test has just changed it
  await expect(row).toContainText(/Last change: (just now|\d+ (s|min|h|d) ago)/)
  const overflow = await tableOf(page).evaluate(
    ({ parentElement }) => (parentElement?.scrollWidth ?? 0) - (parentElement?.clientWidth ?? 0),
  )
  expect(overflow).toBe(0)
  await pick(page, 'billing-prod').check()
  await expect(bar(page)).toContainText('1 deployment selected')
  await operator.expectAccessible()
})
