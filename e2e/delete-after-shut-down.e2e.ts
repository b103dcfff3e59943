import { countRequests, expect, test } from './fixtures.ts'

// what is deleted here is missing in no other test: other flags, even the same ones, mean a world of its own
test.use({ simulatorFlags: { fleet: 'small' } })

test('a deployment that was shut down is deleted by typing its name; the page says it is gone and the list drops it', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('archive-2023')
  const address = page.url()
  const path = new URL(address).pathname.split('/').at(-1) ?? ''
  await operator.choose('Delete…')
  const dialog = page.getByRole('dialog', { name: 'Delete archive-2023?' })
  await expect(dialog).toContainText('deleted for good')
  await expect(dialog).toContainText('Last good snapshot')
  const button = dialog.getByRole('button', { name: 'Delete archive-2023' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByLabel(/Type archive-2023/).fill('archive-2023')
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')
  await dialog.getByLabel('Ticket').fill('INC-4711')
  await operator.expectAccessible()
  await button.dblclick()
  await expect(dialog).toBeHidden()
  expect(await countRequests(simulator, 'DELETE', path)).toBe(1)

  await expect(page.getByText('ECE does not have this deployment any more')).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'All deployments' }).click()
  await operator.open('deployments?q=archive-2023')
  await expect(
    page.getByRole('table').getByRole('link', { name: 'archive-2023', exact: true }),
  ).toHaveCount(0)
  await page.goto(address)
  await expect(page.getByText('ECE does not have this deployment')).toBeVisible()

  // what is gone still has its name on record
  await operator.open('audit?operation=deleteDeployment&outcome=accepted')
  await page.getByRole('table', { name: 'Audit log' }).getByRole('link').first().click()
  const record = page.getByRole('main')
  await expect(record.getByText('archive-2023', { exact: true })).toBeVisible()
  await expect(record.getByText('INC-4711')).toBeVisible()
  await expect(record.getByText('typing what was asked for')).toBeVisible()
  await operator.expectAccessible()
  await record.getByRole('link', { name: /^[0-9a-f]{8}-/ }).click()
  await expect(page.getByRole('link', { name: 'archive-2023' })).toBeVisible()
})

test('what is still running cannot be deleted, and says so in the menu', async ({ operator }) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('logging-prod')
  await page.getByRole('main').getByRole('button', { name: 'Actions of logging-prod' }).click()
  const item = page.getByRole('menuitem', { name: 'Delete…' })
  await expect(item).toHaveAttribute('aria-disabled', 'true')
  await expect(item).toContainText('only a deployment that was shut down can be deleted')
})

test('a deployment is deleted while three tabs are open on it: each says so, and none can do anything to it', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('old-sandbox')
  const address = page.url()
  const context = page.context()
  const reading = await context.newPage()
  await reading.goto(address)
  await expect(reading.getByRole('heading', { level: 1, name: 'old-sandbox' })).toBeVisible()
  const restoring = await context.newPage()
  await restoring.goto(`${address}?dialog=restore`)
  const restore = restoring.getByRole('dialog', { name: 'Restore old-sandbox?' })
  await expect(restore.getByRole('button', { name: /^Restore/ })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  )

  await page.bringToFront()
  await operator.choose('Delete…')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/Type old-sandbox/).fill('old-sandbox')
  await dialog.getByRole('button', { name: 'Delete old-sandbox' }).click()
  await expect(page.getByText('old-sandbox is deleted')).toBeVisible()

  // one poll later, with a dialog open
  await restoring.bringToFront()
  await expect(
    restore
      .getByText('ECE does not have old-sandbox any more: it was deleted. Nothing is sent.', {
        exact: true,
      })
      .first(),
  ).toBeVisible()
  await expect(restore.getByRole('button', { name: /^Restore/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  expect(await countRequests(simulator, 'POST', '/_restore')).toBe(0)

  await reading.bringToFront()
  await reading
    .getByRole('button', { name: /^Refresh/ })
    .first()
    .click()
  await expect(reading.getByText('ECE does not have this deployment any more')).toBeVisible()
  await reading.getByRole('button', { name: 'Actions of old-sandbox' }).click()
  const items = reading.getByRole('menuitem', { name: /^(Restart|Restore|Shut down|Delete)/ })
  for (const item of await items.all()) {
    await expect(item).toContainText('ECE does not have it any more.')
  }
})
