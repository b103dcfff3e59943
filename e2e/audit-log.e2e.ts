// Who did what, and what came of it: found, opened, taken along, and proven. On two consoles as well: what one of them has
// written is read and exported by the other one.
import { readFile } from 'node:fs/promises'
import { expect, test } from './fixtures.ts'

// a world of its own: what is restarted here would be busy or new elsewhere
test.use({ simulatorFlags: { fleet: 'small', speed: 20 } })

test('an operator finds a sign-in, opens its record, and comes back to the same list', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('audit?outcome=signed_in')
  const row = page.getByRole('table', { name: 'Audit log' }).getByRole('link').first()
  await expect(row).toHaveText('Sign-in')
  await operator.expectAccessible()
  await row.click()
  await expect(page.getByRole('heading', { level: 1, name: /^Record \d+$/ })).toBeVisible()
  await expect(page.getByText('Signed in', { exact: true })).toBeVisible()
  await expect(page.getByText('Hash of this record')).toBeVisible()
  await operator.expectAccessible()
  await page.goBack()
  await expect(page).toHaveURL(/outcome=signed_in/)
  await expect(row).toBeVisible()
})

test(
  'a filter that nothing matches says so, and is cleared with one press',
  { tag: '@one-console' },
  async ({ operator }) => {
    const { page } = operator
    await operator.enter('admin')
    await operator.open('audit')
    await page.getByRole('textbox', { name: 'User' }).fill('nobody')
    await page.getByRole('textbox', { name: 'User' }).press('Enter')
    await expect(page).toHaveURL(/user=nobody/)
    await expect(page.getByText('No record matches')).toBeVisible()
    await page.getByRole('button', { name: 'Clear the filters' }).click()
    await expect(
      page.getByRole('table', { name: 'Audit log' }).getByRole('link').first(),
    ).toBeVisible()
  },
)

test('what is filtered is exported with its count, and the export is on record', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('audit?outcome=signed_in')
  await page.getByRole('button', { name: 'Export the audit log' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export the audit log' })
  await expect(dialog.getByText(/^\d+ records?, as filtered/)).toBeVisible()
  await operator.expectAccessible()
  const download = page.waitForEvent('download')
  await dialog.getByRole('link', { name: 'Export' }).click()
  const lines = (await readFile(await (await download).path(), 'utf8')).trimEnd().split('\n')
  expect(lines.at(-1)).toContain('"manifest"')
  expect(lines[0]).toContain('"event":"signed_in"')
  await operator.open('audit?outcome=audit_exported')
  await expect(page.getByRole('link', { name: /jsonl: .*outcome=signed_in/ }).first()).toBeVisible()
})

test(
  'a list is saved only after that is on record',
  { tag: '@one-console' },
  async ({ operator }) => {
    const { page } = operator
    await operator.enter('admin')
    await operator.open('templates')
    await page.getByRole('button', { name: 'Export templates' }).click()
    const download = page.waitForEvent('download')
    await page
      .getByRole('dialog', { name: 'Export templates' })
      .getByRole('button', { name: 'Export' })
      .click()
    await download
    await operator.open('audit?outcome=list_exported')
    await expect(page.getByRole('link', { name: 'templates, as csv' }).first()).toBeVisible()
  },
)

test(
  'who may not read the log is told which roles may',
  { tag: '@one-console' },
  async ({ operator }) => {
    const { page } = operator
    await operator.enter('manager')
    await operator.open('audit')
    await expect(page.getByText(/is for holders of the roles ece_platform_admin and/)).toBeVisible()
    await operator.expectAccessible()
  },
)
