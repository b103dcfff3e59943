import { expect, test } from './fixtures.ts'

test('an operator filters the unhealthy ones, and a colleague opens the same view in a new window', async ({
  operator,
  context,
}) => {
  const { page } = operator
  await operator.signIn('admin')
  await page.getByRole('button', { name: 'Health', exact: true }).click()
  await page
    .getByRole('radio', { name: 'unhealthy', exact: true })
    .or(page.getByRole('checkbox', { name: 'unhealthy', exact: true }))
    .click()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/health=unhealthy/)
  const table = page.getByRole('table', { name: 'Deployments' })
  await expect(table.getByRole('link', { name: 'payments', exact: true })).toBeVisible()
  await expect(table.getByRole('link', { name: 'logging-prod', exact: true })).toBeHidden()

  const colleague = await context.newPage()
  await colleague.goto(page.url())
  const same = colleague.getByRole('table', { name: 'Deployments' })
  await expect(same.getByRole('link', { name: 'payments', exact: true })).toBeVisible()
  await expect(same.getByRole('link', { name: 'logging-prod', exact: true })).toBeHidden()
})

test('built-in views say how many they hold and show them', async ({ operator }) => {
  const { page } = operator
  await operator.signIn('admin')
  const views = page.getByRole('navigation', { name: 'Views' })
  await expect(views.getByRole('link', { name: /^System\s*3$/ })).toBeVisible()
  await expect(views.getByRole('link', { name: /^Needs attention\s*\d+$/ })).toBeVisible()
  await views.getByRole('link', { name: /^Changing now/ }).click()
  await expect(
    page.getByRole('table').getByRole('link', { name: 'telemetry', exact: true }),
  ).toBeVisible()
})

test('an address with nonsense in it opens with what is valid and says what it left out', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open(
    'deployments?health=purple&sort=-modified&q=%3Cscript%3E&view=nope&snapshot_older_than=soon',
  )
  await expect(page.getByText(/health, snapshot_older_than and view/)).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Last change' })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  await expect(page.getByText('No deployment matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear search and filters' }).click()
  await expect(page.getByRole('table').getByRole('link').first()).toBeVisible()
})

test('an over-long and a malformed search answer in one sentence and keep what was typed', async ({
  operator,
}) => {
  const { page } = operator
  await operator.signIn('admin')
  const box = page.getByRole('searchbox', { name: 'Search deployments' })
  for (const text of ['zzz:(((', 'zzz AND AND "', 'zzz*\\', 'x'.repeat(200)]) {
    await box.fill(text)
    await expect(page.getByText('No deployment matches')).toBeVisible()
    await expect(box).toHaveValue(text)
  }
})
