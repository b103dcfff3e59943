import { expect, test } from './fixtures.ts'

test.use({ simulatorFlags: { fleet: 'small', speed: 8, sentinels: true } })

test('an operator restarts a cluster zone by zone and watches it end', async ({ operator }) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('metrics-prod')
  await operator.choose(/^Restart Elasticsearch/)
  const dialog = page.getByRole('dialog', { name: /Restart Elasticsearch/ })
  await expect(dialog).toContainText('zone')
  await dialog.getByRole('button', { name: /^Restart \d+ instances$/ }).click()
  await expect(dialog).toBeHidden()
  const plans = page.getByRole('region', { name: 'Plans' })
  await expect(plans).toContainText('Rolling restart of Elasticsearch, zone by zone')
  await expect(plans).toContainText('started by admin')
  await expect(plans).toContainText(/Rolling restart of Elasticsearch.*done/, { timeout: 45_000 })
  await page.getByRole('main').getByRole('link', { name: 'Activity', exact: true }).click()
  await page
    .getByRole('link', { name: /Rolling restart of Elasticsearch/ })
    .first()
    .click()
  await expect(page.getByText('rolling-upgrade').first()).toBeVisible()
  await expect(page).toHaveURL(/attempt=/)
})

test('a restart is refused while a plan runs, with the reason, and by ECE itself as well', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('telemetry')
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Actions of/ })
    .click()
  const item = page.getByRole('menuitem', { name: /^Restart Elasticsearch/ })
  await expect(item).toHaveAttribute('aria-disabled', 'true')
  await expect(item).toContainText(/plan is running/i)
  const id = /deployments\/([0-9a-f]{32})/.exec(page.url())?.[1] ?? ''
  const refused = await operator.call(
    'POST',
    `/deployments/${id}/elasticsearch/main-elasticsearch/_restart`,
  )
  expect(refused.status).toBe(422)
  expect(refused.body.errors?.[0]?.code).toBe('deployments.deployment_resource_plan_change_error')
})

test('a restart that fails says why and where', async ({ operator }) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('fails-to-restart')
  await operator.choose(/^Restart Elasticsearch/)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Restart \d+ instances?$/ })
    .click()
  const plans = page.getByRole('region', { name: 'Plans' })
  await expect(plans).toContainText('failed', { timeout: 45_000 })
  await expect(plans).toContainText(/Instances did not start in time: instance-\d{10}/)
  await expect(plans).toContainText('rolling-upgrade')
})

test('an operator restarts Kibana alone', async ({ operator }) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('billing-prod')
  await operator.choose(/^Restart Kibana/)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Restart/ })
    .click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page.getByRole('region', { name: 'Plans' })).toContainText(
    /estart of Kibana.*done/,
    { timeout: 45_000 },
  )
})

test('an operator cancels a plan, and it ends as cancelled', async ({ operator }) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('slow-to-restart')
  await operator.choose(/^Restart Elasticsearch/)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Restart \d+ instances?$/ })
    .click()
  const plans = page.getByRole('region', { name: 'Plans' })
  await plans.getByRole('button', { name: 'Cancel plan…' }).click()
  const dialog = page.getByRole('dialog', { name: /Cancel/ })
  await dialog.getByRole('button', { name: /^Cancel the plan|^Cancel plan/ }).click()
  await expect(dialog).toBeHidden()
  await expect(plans).toContainText(/cancelled and rolled back/, { timeout: 45_000 })
})
