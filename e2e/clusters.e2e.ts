import { expect, test } from './fixtures.ts'

test('an operator goes from the Elasticsearch list to a cluster, its deployment and its Kibana', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('elasticsearch?q=logging-prod')
  await page
    .getByRole('table', { name: 'Elasticsearch' })
    .getByRole('link', { name: 'logging-prod', exact: true })
    .first()
    .click()
  await expect(page.getByRole('heading', { level: 2, name: 'Instances' })).toBeVisible()
  await expect(page.getByText('instance-0000000000').first()).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'Activity', exact: true }).click()
  await expect(page.getByText('Creation of Elasticsearch')).toBeVisible()
  await page.getByRole('link', { name: /of deployment/ }).click()
  await expect(page).toHaveURL(/\/deployments\/[0-9a-f]{32}/)
  await page.getByRole('heading', { level: 2, name: 'Kibana' }).getByRole('link').click()
  await expect(page).toHaveURL(/\/kibana\/[0-9a-f]{32}/)
  await expect(page.getByText('Works on')).toBeVisible()
})

test('shards that are missing are the first thing a list and a page say', async ({ operator }) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('elasticsearch?q=payments')
  await expect(page.getByRole('row', { name: /payments/ })).toContainText('Unhealthy')
  await operator.openDeployment('payments')
  await expect(page.getByRole('main')).toContainText(/shards? (is|are)? ?unavailable/i)
})
