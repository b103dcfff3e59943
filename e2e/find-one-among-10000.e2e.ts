import { expect, test } from './fixtures.ts'

test.use({ simulatorFlags: { fleet: 10_000, speed: 20 } })

test('an operator finds one deployment among 10,000 by part of its name and by an id from a chat', async ({
  operator,
}) => {
  const { page } = operator
  await operator.signIn('admin')
  const table = page.getByRole('table', { name: 'Deployments' })
  await expect(page.getByText(/^(9,9\d\d|10,0\d\d) deployments/)).toBeVisible()
  // only the rows in view exist, whatever the number of deployments
  expect(await table.getByRole('row').count()).toBeLessThan(80)

  const { body } = await operator.call('POST', '/deployments/_search', {
    size: 1,
    from: 7_777,
    sort: ['id'],
  })
  const wanted = body.deployments?.[0]
  expect(wanted).toBeDefined()
  await page
    .getByRole('searchbox', { name: 'Search deployments' })
    .fill(wanted?.id.slice(0, 12) ?? '')
  await expect(table.getByRole('link', { name: wanted?.name ?? '', exact: true })).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`q=${wanted?.id.slice(0, 12)}`))

  await page.getByRole('searchbox', { name: 'Search deployments' }).fill('console-elas')
  await expect(
    table.getByRole('link', { name: 'admin-console-elasticsearch', exact: true }),
  ).toBeVisible()
  await table.getByRole('link', { name: 'admin-console-elasticsearch', exact: true }).click()
  await expect(
    page.getByRole('heading', { level: 1, name: 'admin-console-elasticsearch' }),
  ).toBeVisible()
})

test('the list goes on past the first page as one scrolls', async ({ operator }) => {
  const { page } = operator
  await operator.signIn('admin')
  const table = page.getByRole('table', { name: 'Deployments' })
  await expect(table.getByRole('row').nth(5)).toBeVisible()
  await expect(async () => {
    await table.getByRole('row').nth(5).hover()
    await page.mouse.wheel(0, 4000)
    const rows = table.getByRole('row')
    const last = await rows.nth((await rows.count()) - 1).getAttribute('aria-rowindex')
    expect(Number(last)).toBeGreaterThan(150)
  }).toPass()
})
