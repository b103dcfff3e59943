import { expect, test } from './fixtures.ts'

test.use({ simulatorFlags: { fleet: 'small', speed: 20, generation: '2.13' } })

test('the same console lists and restarts on an ECE 2.13', async ({ operator }) => {
  const { page } = operator
  await operator.signIn('admin')
  await expect(
    page.getByRole('table', { name: 'Deployments' }).getByRole('link').first(),
  ).toBeVisible()
  await operator.open('kibana')
  await expect(page.getByRole('table', { name: 'Kibana' }).getByRole('link').first()).toBeVisible()
  await operator.openDeployment('logging-prod')
  await operator.choose(/^Restart Elasticsearch/)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Restart \d+ instances?$/ })
    .click()
  await expect(page.getByRole('region', { name: 'Plans' })).toContainText(
    /Rolling restart of Elasticsearch.*done/,
    { timeout: 45_000 },
  )
  await page.getByRole('main').getByRole('link', { name: 'Activity', exact: true }).click()
  await expect(page.getByText('Creation of Elasticsearch')).toBeVisible()
})

test('what 2.13 does not have is refused by name, not tried', async ({ operator }) => {
  await operator.enter('admin')
  const { body } = await operator.call('POST', '/deployments/_search', { size: 1 })
  const id = body.deployments?.[0]?.id ?? ''
  const { status, body: refusal } = await operator.call(
    'GET',
    `/deployments/${id}/elasticsearch/main-elasticsearch/activity/none`,
  )
  expect(status).toBe(501)
  expect(refusal.errors?.[0]?.code).toBe('console.not_on_this_version')
})
