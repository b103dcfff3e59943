import { control, countRequests, expect, fillSignIn, test } from './fixtures.ts'

test('the token ends while the shut-down dialog is filled: nothing typed is lost, and it is sent once', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('frozen-archive')
  await operator.choose(/^Shut down…/)
  const dialog = page.getByRole('dialog', { name: /Shut down frozen-archive/ })
  await dialog.getByLabel(/Type frozen-archive/).fill('frozen-archive')
  await dialog.getByLabel('Reason').fill('Moved to the archive tier, CHG-20417')
  const button = dialog.getByRole('button', { name: 'Shut down frozen-archive' })
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')

  const before = await countRequests(simulator, 'POST', '/_shutdown')
  await control(simulator, 'POST', '/tokens/revoke', { user_name: 'admin' })
  await button.click()

  const signIn = page.getByRole('dialog', { name: /sign in/i })
  await expect(signIn).toBeVisible()
  await fillSignIn(page, 'admin', simulator.password)
  await signIn.getByRole('button', { name: 'Sign in' }).click()
  await expect(signIn).toBeHidden()

  await expect(dialog.getByLabel(/Type frozen-archive/)).toHaveValue('frozen-archive')
  await expect(dialog.getByLabel('Reason')).toHaveValue('Moved to the archive tier, CHG-20417')
  await button.click()
  await expect(dialog).toBeHidden()
  expect(await countRequests(simulator, 'POST', '/_shutdown')).toBe(before + 1)
  await expect(page.getByRole('main').getByText('Stopped').first()).toBeVisible({ timeout: 30_000 })
})
