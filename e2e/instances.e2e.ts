import { countRequests, expect, type Operator, test } from './fixtures.ts'

/** The card of one instance of a kind, by the names of the two. */
const card = ({ page }: Operator, kind: string, name: string) =>
  page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: `Menu of ${name} of ${kind}`, exact: true }) })

const menuOf = ({ page }: Operator, whose: string) =>
  page.getByRole('button', { name: `Menu of ${whose}`, exact: true })

test('an operator takes one instance out of routing, sees it in maintenance mode, and brings it back with one click', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('logging-prod')
  const instance = card(operator, 'Elasticsearch', 'instance-0000000001')
  await expect(instance).toContainText('running')
  await menuOf(operator, 'instance-0000000001 of Elasticsearch').click()
  await page.getByRole('menuitem', { name: 'Start maintenance mode…', exact: true }).click()
  const dialog = page.getByRole('dialog', {
    name: 'Start maintenance mode of instance-0000000001 of Elasticsearch of logging-prod?',
  })
  await expect(dialog).toContainText('2 other instances of Elasticsearch take the requests')
  await expect(page).toHaveURL(/dialog=start-maintenance-mode-elasticsearch-instance-0000000001/)
  await operator.expectAccessible()
  await dialog.getByRole('button', { name: 'Start maintenance mode' }).click()
  await expect(dialog).toBeHidden()
  await expect(instance).toContainText('maintenance mode')
  expect(
    await countRequests(
      simulator,
      'POST',
      '/instances/instance-0000000001/maintenance-mode/_start',
    ),
  ).toBe(1)

  await menuOf(operator, 'instance-0000000001 of Elasticsearch').click()
  await page.getByRole('menuitem', { name: 'Stop maintenance mode', exact: true }).click()
  await expect(page.getByText('Stop maintenance mode accepted')).toBeVisible()
  await expect(instance).toContainText('running')
})

test('the last Kibana instance in routing is a downtime, said in the dialog; stopped and started again, both states show', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('logging-prod')
  await menuOf(operator, 'instance-0000000000 of Kibana').click()
  await page.getByRole('menuitem', { name: 'Stop instance…', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop instance' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  const first = card(operator, 'Kibana', 'instance-0000000000')
  await expect(first).toContainText('stopped')

  await menuOf(operator, 'instance-0000000001 of Kibana').click()
  await page.getByRole('menuitem', { name: 'Stop instance…', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: /^Stop instance-0000000001 of Kibana/ })
  await expect(dialog).toContainText('Kibana, at once: no other instance takes requests')
  await dialog.getByRole('button', { name: 'Leave it running' }).click()
  await expect(dialog).toBeHidden()

  await menuOf(operator, 'all instances of Kibana').click()
  await page.getByRole('menuitem', { name: 'Start all instances', exact: true }).click()
  await expect(first).toContainText('running')
})

test('while a plan runs nobody else stops instances; the menu says which plan', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('sessions')
  await menuOf(operator, 'instance-0000000000 of Elasticsearch').click()
  const item = page.getByRole('menuitem', { name: 'Stop instance…', exact: true })
  await expect(item).toHaveAttribute('aria-disabled', 'true')
  await expect(item).toContainText('A plan is running')
})

test('the page of the cluster has the same menus, and a link to an open dialog opens it there', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('search-shop')
  await page.getByRole('main').getByRole('link', { name: 'Elasticsearch', exact: true }).click()
  await expect(page).toHaveURL(/\/elasticsearch\/[0-9a-f]{32}/)
  await page.goto(`${page.url()}?dialog=stop-instance-elasticsearch-instance-0000000000`)
  const dialog = page.getByRole('dialog', { name: /^Stop instance-0000000000 of Elasticsearch/ })
  await expect(dialog).toContainText('master-eligible')
  await dialog.getByRole('button', { name: 'Leave it running' }).click()
  await expect(dialog).toBeHidden()
  await expect(menuOf(operator, 'instance-0000000000 of Elasticsearch')).toBeVisible()
})

test('a viewer sees the states and may change none of them', async ({ operator }) => {
  const { page } = operator
  await operator.enter('readonly')
  await operator.openDeployment('logging-prod')
  await menuOf(operator, 'instance-0000000002 of Elasticsearch').click()
  for (const name of ['Start maintenance mode…', 'Stop instance…']) {
    const item = page.getByRole('menuitem', { name, exact: true })
    await expect(item).toHaveAttribute('aria-disabled', 'true')
    await expect(item).toContainText('Your role ece_platform_viewer may not')
  }
})
