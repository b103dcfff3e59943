// Where there is room, and what lives on a host: from a number on the overview to the instances.
import { expect, test } from './fixtures.ts'

test('an operator follows a number of the overview to the host in maintenance mode, and sees what lives there', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter()
  await operator.open('overview')
  const zones = page.getByRole('list', { name: 'Zones' })
  await zones.getByRole('link', { name: '1 in maintenance' }).click()
  await expect(page).toHaveURL(/allocators\?zone=ece-zone-2&state=maintenance/)
  const table = page.getByRole('table', { name: 'Allocators' })
  await expect(table).toHaveAttribute('aria-rowcount', '2')
  await expect(table).toContainText('Maintenance')
  await table.getByRole('link', { name: '192.168.44.28' }).click()
  await expect(page.getByRole('heading', { level: 1, name: '192.168.44.28' })).toBeVisible()
  await expect(
    page.getByText('ECE puts no new instances here; those that are here stay.'),
  ).toBeVisible()
})

test('the number of allocators on the overview is the number of rows behind it', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter()
  await operator.open('overview')
  const all = page.getByRole('link', { name: /in 3 zones/ })
  const count = Number.parseInt((await all.textContent()) ?? '', 10)
  expect(count).toBeGreaterThan(5)
  await all.click()
  const table = page.getByRole('table', { name: 'Allocators' })
  await expect(table).toHaveAttribute('aria-rowcount', String(count + 1))
  await table.getByRole('columnheader', { name: 'Free' }).getByRole('button').click()
  await expect(page).toHaveURL(/sort=free/)
})

test('from an instance to its host, to its neighbours, and to their deployment', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter()
  const { body } = await operator.call('GET', '/platform/infrastructure/allocators/192.168.44.11')
  // the members of an answer that other tests have no use for
  const { instances = [] } = body as { instances?: { deployment_id: string }[] }
  await operator.open(`deployments/${instances[0]?.deployment_id}`)
  await page.getByRole('link', { name: '192.168.44.11' }).first().click()
  const neighbours = page.getByRole('group', { name: 'Instances on this allocator' })
  await expect(neighbours.getByRole('row')).toHaveCount(instances.length + 1)
  await neighbours.getByRole('link').first().click()
  await expect(page).toHaveURL(/\/default\/deployments\//)
})

test('an address from an alert leads to its host through the palette', async ({ operator }) => {
  const { page } = operator
  await operator.enter()
  await operator.open('allocators')
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox').fill('192.168.44.11')
  await page.getByRole('option', { name: '192.168.44.11' }).click()
  await expect(page.getByRole('heading', { level: 1, name: '192.168.44.11' })).toBeVisible()
})

test('an allocator that is gone says so and leads back', async ({ operator }) => {
  const { page } = operator
  await operator.enter()
  await operator.open('allocators/10.9.9.9')
  await expect(page.getByText('ECE does not have this allocator')).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'All allocators' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Allocators' })).toBeVisible()
})

test('a tag finds its hosts, and an address with nonsense opens with what is valid', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter()
  await operator.open('allocators?state=melted&q=highstorage')
  await expect(page.getByText('What the address says about state')).toBeVisible()
  await expect(page.getByRole('table', { name: 'Allocators' })).toHaveAttribute(
    'aria-rowcount',
    '4',
  )
  await page.getByRole('searchbox', { name: 'Search allocators' }).fill('no such host')
  await expect(page.getByText('No allocator matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear the filters' }).click()
  await expect(page.getByRole('link', { name: '192.168.44.11' })).toBeVisible()
})

test('a role that may not see allocators is told so on the list and on a host', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('manager')
  for (const path of ['allocators', 'allocators/192.168.44.11']) {
    await operator.open(path)
    await expect(page.getByText('root.unauthorized.rbac')).toBeVisible()
  }
})

test('a host that ECE does not reach says that what is known of it may be old', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter()
  await operator.open('allocators/192.168.44.39')
  await expect(page.getByText('ECE does not reach this host.')).toBeVisible()
})
