import { expect, fillSignIn, test } from './fixtures.ts'

test('an operator signs in, sees who they are, and signs out', async ({ operator, simulator }) => {
  const { page } = operator
  await operator.signIn('admin')
  await page.getByRole('button', { name: 'User menu of admin' }).click()
  await expect(page.getByText('ece_platform_admin')).toBeVisible()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByLabel('User name')).toBeVisible()
  // the old page asks for a new sign-in instead of showing what it had
  await page.goto('/default/deployments')
  await expect(page.getByLabel('User name')).toBeVisible()
  expect(simulator.password).not.toBe('')
})

test('a wrong password says so, keeps the name and lets the operator try again', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await page.goto('/sign-in')
  await fillSignIn(page, 'viewer', 'not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toContainText(/password/i)
  await expect(page.getByLabel('User name')).toHaveValue('viewer')
  await page.getByLabel('Password', { exact: true }).fill(simulator.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
})

test('a link from a chat opens after signing in', async ({ operator, simulator }) => {
  const { page } = operator
  await page.goto('/default/deployments?health=unhealthy')
  await fillSignIn(page, 'admin', simulator.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/\/default\/deployments\?health=unhealthy/)
})

test('the cookie is out of reach of scripts, and no token is in the browser', async ({
  operator,
  context,
}) => {
  const { page } = operator
  const bodies: string[] = []
  page.on('response', async (response) => {
    if (!response.url().includes('/assets/')) bodies.push(await response.text().catch(() => ''))
  })
  await operator.signIn()
  await expect(page.getByRole('table', { name: 'Deployments' })).toBeVisible()
  const [cookie] = await context.cookies()
  expect(cookie).toMatchObject({
    name: '__Host-ececonsole',
    httpOnly: true,
    secure: true,
    sameSite: 'Strict',
    path: '/',
  })
  const kept = await page.evaluate(() =>
    JSON.stringify([localStorage, sessionStorage, document.cookie]),
  )
  for (const text of [kept, ...bodies]) expect(text).not.toMatch(/eyJ[\w-]+\.[\w-]+\./)
  expect(bodies.length).toBeGreaterThan(1)
})

test('an API key signs in as well, and a revoked one is refused in one sentence', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  const login = await fetch(`${simulator.url}/api/v1/users/auth/_login`, {
    method: 'POST',
    body: JSON.stringify({ username: 'manager', password: simulator.password }),
  })
  const { token } = (await login.json()) as { token: string }
  const made = await fetch(`${simulator.url}/api/v1/users/auth/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ description: 'e2e' }),
  })
  const { key } = (await made.json()) as { key: string }
  await page.goto('/sign-in')
  await page.getByText('With an API key').click()
  await page.getByLabel('API key', { exact: true }).fill('no-such-key')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await page.getByLabel('API key', { exact: true }).fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
})
