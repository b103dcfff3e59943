import { expect, test } from './fixtures.ts'

test.use({ simulatorFlags: { fleet: 'small', speed: 20, generation: '2.13' } })

test('the palette finds deployments, clusters and templates on an ECE 2.13 as well', async ({
  operator,
}) => {
  const { page } = operator
  await operator.signIn('admin')
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'Search and commands' })
  await field.fill('logging')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('option', { name: /^logging-prod/ })).toHaveCount(3)
  await expect(dialog.getByRole('alert')).toHaveCount(0)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'logging-prod' })).toBeVisible()
})
