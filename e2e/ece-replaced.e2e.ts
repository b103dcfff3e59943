// Another ECE answers at the same address: restored from somewhere, or of another version.
import { expect, fillSignIn, test } from './fixtures.ts'
import { startConsole, startSimulator } from './servers.ts'

const PASSWORD = 'the same before and after'

test('ECE is replaced by an older one under an open page: the console asks to sign in, names the version, and goes on', async ({
  page,
}) => {
  const newer = await startSimulator({ password: PASSWORD })
  const server = await startConsole({ eceUrl: newer.url })
  await page.goto(`${server.url}/default/deployments?q=logging-prod`)
  await fillSignIn(page, 'admin', PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  const table = page.getByRole('table', { name: 'Deployments' })
  await expect(table.getByRole('link', { name: 'logging-prod', exact: true }).first()).toBeVisible()
  await page.getByRole('button', { name: 'User menu of admin' }).click()
  await expect(page.getByText(/^ECE 3\.8/)).toBeVisible()
  await page.keyboard.press('Escape')

  await newer.stop()
  const port = Number(new URL(newer.url).port)
  const older = await startSimulator({ password: PASSWORD, generation: '2.13', port })
  await page.getByRole('main').getByRole('button', { name: 'Refresh' }).click()
  const signIn = page.getByRole('dialog', { name: /sign in/i })
  await expect(signIn).toBeVisible({ timeout: 30_000 })
  await fillSignIn(page, 'admin', PASSWORD)
  await signIn.getByRole('button', { name: 'Sign in' }).click()
  await expect(signIn).toBeHidden()

  await expect(table.getByRole('link', { name: 'logging-prod', exact: true }).first()).toBeVisible()
  await page.getByRole('button', { name: 'User menu of admin' }).click()
  await expect(page.getByText(/^ECE 2\.13/)).toBeVisible()
  // what the older one does not have is refused by name, not tried
  const path = `/deployments/${'a'.repeat(32)}/elasticsearch/main-elasticsearch/activity/none`
  const refused = await page.request.get(`${server.url}/api/default${path}`)
  expect(refused.status()).toBe(501)
  expect(await refused.text()).toContain('console.not_on_this_version')

  await server.stop()
  await older.stop()
})
