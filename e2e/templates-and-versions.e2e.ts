import { expect, test } from './fixtures.ts'

test('an operator reads what a template gives and which deployments use it', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('templates')
  await page.getByRole('table', { name: 'Templates' }).getByRole('link').first().click()
  await expect(
    page.getByRole('heading', { level: 2, name: 'What a new deployment gets' }),
  ).toBeVisible()
  await expect(page.getByText('data.default').first()).toBeVisible()
  await page.getByRole('link', { name: /\d+ deployments?/ }).click()
  await expect(page).toHaveURL(/deployments\?template=/)
  await expect(
    page.getByRole('table', { name: 'Deployments' }).getByRole('link').first(),
  ).toBeVisible()
})

test('an operator reads where a stack version can be upgraded to, and who runs it', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('stack-versions')
  await page
    .getByRole('table', { name: 'Stack versions' })
    .getByRole('link', { name: '8.17.4', exact: true })
    .click()
  await expect(page.getByRole('heading', { level: 1, name: '8.17.4' })).toBeVisible()
  await expect(page.getByRole('heading', { level: 2, name: 'Can be reached from' })).toBeVisible()
  await page.getByRole('link', { name: 'JSON', exact: true }).click()
  await expect(page.getByText('docker_image').first()).toBeVisible()
})

test('a template that is gone says so and leads back', async ({ operator }) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('templates/no-such-template')
  await expect(page.getByText('ECE does not have this template')).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'All templates' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Templates' })).toBeVisible()
})

test('a deployment and a cluster that are gone say so', async ({ operator }) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open(`deployments/${'0'.repeat(32)}`)
  await expect(page.getByText('ECE does not have this deployment')).toBeVisible()
  await operator.open(`elasticsearch/${'0'.repeat(32)}`)
  await expect(page.getByText('ECE does not have this Elasticsearch cluster')).toBeVisible()
  await operator.open('deployments/not-an-id')
  await expect(page.getByRole('heading', { level: 1, name: 'Page not found' })).toBeVisible()
})
