import { countRequests, expect, test } from './fixtures.ts'

// a world of its own (the same flags, too, mean one): what is stopped or started here is so in no other test
test.use({ simulatorFlags: { fleet: 'small' } })

test('an operator shuts one deployment down by typing its name; a wrong name keeps the button off; a double click sends once', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('ml-anomalies')
  await operator.choose(/^Shut down…/)
  const dialog = page.getByRole('dialog', { name: 'Shut down ml-anomalies?' })
  await expect(dialog).toContainText('the data on their disks is deleted')
  const button = dialog.getByRole('button', { name: 'Shut down ml-anomalies' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByLabel(/Type ml-anomalies/).fill('ml-anomalie')
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  const before = await countRequests(simulator, 'POST', '/_shutdown')
  await button.click({ force: true })
  expect(await countRequests(simulator, 'POST', '/_shutdown')).toBe(before)

  await dialog.getByLabel(/Type ml-anomalies/).fill('ml-anomalies')
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')
  await button.dblclick()
  await expect(dialog).toBeHidden()
  expect(await countRequests(simulator, 'POST', '/_shutdown')).toBe(before + 1)
  await expect(page.getByText('Stopping').first()).toBeVisible()
  await expect(page.getByText('Stopped: there are no instances').first()).toBeVisible({
    timeout: 45_000,
  })

  await operator.choose(/^Restore…/)
  await page
    .getByRole('dialog', { name: /Restore/ })
    .getByRole('button', { name: /^Restore/ })
    .click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page.getByRole('main').getByText('running').first()).toBeVisible({ timeout: 45_000 })
})

test('an operator restores a stopped deployment from its last snapshot', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('archive-2023')
  await operator.choose(/^Restore…/)
  const dialog = page.getByRole('dialog', { name: /Restore archive-2023/ })
  await dialog
    .getByLabel(/snapshot/i)
    .first()
    .check()
  await dialog.getByRole('button', { name: /^Restore/ }).click()
  await expect(dialog).toBeHidden()
  expect(await countRequests(simulator, 'POST', '/_restore')).toBeGreaterThan(0)
  await expect(page.getByRole('main').getByText('running').first()).toBeVisible({ timeout: 45_000 })
})

test('a name of 200 characters is confirmed by the first 8 characters of the id', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('deployments?q=a-name-that-somebody')
  await page.getByRole('table').getByRole('link').first().click()
  await expect(page).toHaveURL(/deployments\/[0-9a-f]{32}/)
  const id = /deployments\/([0-9a-f]{8})/.exec(page.url())?.[1] ?? ''
  await operator.choose(/^Shut down…/)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(new RegExp(`Type ${id}`)).fill(id)
  await expect(dialog.getByRole('button', { name: /^Shut down/ })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await dialog.getByRole('button', { name: 'Keep it running' }).click()
  await expect(dialog).toBeHidden()
})
