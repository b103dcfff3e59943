// A large list as a file: read page by page, cancelled, interrupted, refused, empty.
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { control, expect, fillSignIn, test } from './fixtures.ts'

test.use({ simulatorFlags: { fleet: 10_000, speed: 20 } })

test.afterEach(async ({ simulator }) => {
  await control(simulator, 'DELETE', '/faults')
})

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Export deployments' })

async function openExport(page: Page, format: 'CSV' | 'JSON' = 'CSV') {
  await page.getByRole('button', { name: 'Export deployments' }).click()
  await dialogOf(page).getByRole('radio', { name: format }).check()
}
const begin = (page: Page) => dialogOf(page).getByRole('button', { name: 'Export' }).click()

test('an operator exports 10,000 rows, and nothing is missing', async ({ operator }) => {
  test.setTimeout(120_000)
  const { page } = operator
  await operator.enter('admin')
  await operator.open('deployments')
  const note = await page.getByText(/^[\d,]+ deployments on/).innerText()
  const count = Math.min(Number((/^[\d,]+/.exec(note)?.[0] ?? '').replace(',', '')), 10_000)
  await openExport(page)
  const download = page.waitForEvent('download', { timeout: 100_000 })
  await begin(page)
  await expect(dialogOf(page).getByText(/^[\d,]+ of [\d,]+ read/)).toBeVisible()
  const lines = (await readFile(await (await download).path(), 'utf8')).trimEnd().split('\r\n')
  expect(lines).toHaveLength(count + 1)
  const ids = new Set(lines.slice(1).map((line) => line.slice(-32)))
  expect(ids.size).toBe(count)
})

test('a cancelled export saves nothing by itself, says how far it came and offers that', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('deployments')
  await openExport(page, 'JSON')
  // the third page comes late enough to press the button
  const search = { operation_id: 'search-deployments' }
  await control(simulator, 'POST', '/faults', { ...search, delay_ms: 300, times: 2 })
  await control(simulator, 'POST', '/faults', { ...search, delay_ms: 20_000, times: 1 })
  await begin(page)
  const dialog = dialogOf(page)
  await expect(dialog.getByText(/^1,000 of (10,000|9,\d{3}) read/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel the export' }).click()
  await expect(dialog).toContainText('The export was cancelled')
  await expect(dialog).toContainText(/1,000 rows of [\d,]+ were read; nothing is saved yet\./)
  await operator.expectAccessible()
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save the 1,000 deployments read so far' }).click()
  const rows: unknown = JSON.parse(await readFile(await (await download).path(), 'utf8'))
  expect(rows).toHaveLength(1000)
  // as the API returned them
  const [first] = rows as unknown[]
  expect(first).toMatchObject({ resources: { elasticsearch: [{ info: {} }] } })
})

test('an export that is asked to wait goes on by itself', async ({ operator, simulator }) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('deployments?q=prod-1')
  await openExport(page)
  await control(simulator, 'POST', '/faults', {
    operation_id: 'search-deployments',
    status: 429,
    headers: { 'retry-after': '1' },
    times: 1,
  })
  const download = page.waitForEvent('download')
  await begin(page)
  await download
  await expect(dialogOf(page)).toBeHidden()
})

test('a sign-in that ends in the middle keeps what was read, and the export goes on after it', async ({
  operator,
  simulator,
}) => {
  test.setTimeout(120_000)
  const { page } = operator
  await operator.enter('admin')
  await operator.open('deployments?q=prod')
  await openExport(page)
  await control(simulator, 'POST', '/faults', {
    operation_id: 'search-deployments',
    delay_ms: 1500,
    times: 3,
  })
  await begin(page)
  const dialog = dialogOf(page)
  await expect(dialog.getByText(/^500 of/)).toBeVisible()
  await control(simulator, 'POST', '/tokens/revoke', { user_name: 'admin' })
  const signIn = page.getByRole('dialog', { name: 'Sign in again' })
  await expect(signIn).toBeVisible()
  await expect(page.getByText('Your sign-in ended')).toBeAttached()
  await fillSignIn(page, 'admin', simulator.password)
  await signIn.getByRole('button', { name: 'Sign in' }).click()
  await expect(signIn).toBeHidden()
  await expect(dialog).toContainText(/rows of [\d,]+ were read; nothing is saved yet/)
  const download = page.waitForEvent('download', { timeout: 90_000 })
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await expect(dialog.getByRole('status')).toContainText(/of [\d,]+ read/)
  const lines = (await readFile(await (await download).path(), 'utf8')).trimEnd().split('\r\n')
  expect(lines.length).toBeGreaterThan(501)
})

test('an export of nothing is one sentence and no file', async ({ operator }) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('deployments?q=zzz-nothing-has-this-name')
  await expect(page.getByText('No deployment matches')).toBeVisible()
  await openExport(page)
  await begin(page)
  await expect(dialogOf(page)).toContainText('No deployment matches, so there is no file.')
  await dialogOf(page).getByRole('button', { name: 'Close' }).last().click()
  await expect(dialogOf(page)).toBeHidden()
})
