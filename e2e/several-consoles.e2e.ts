// Two consoles on one PostgreSQL, behind a balancer: operators notice nothing of it, not even when half of it dies.
import { startPostgres } from '../tools/postgres.mjs'
import { expect, fillSignIn, test } from './fixtures.ts'
import { startConsole } from './servers.ts'

test('an operator works through both consoles and signs out of both', async ({
  operator,
  page,
  server,
}) => {
  await operator.enter()
  await operator.openDeployment('logging-prod')
  // each asked by itself, with the cookie that one of them gave
  const [{ name, value } = { name: '', value: '' }] = await page.context().cookies()
  const ask = async (url: string) =>
    (await fetch(`${url}/bff/session`, { headers: { cookie: `${name}=${value}` } })).status
  const both = () => Promise.all(server.replicas.map(({ url }) => ask(url)))
  expect(await both()).toEqual([200, 200])
  await page.getByRole('button', { name: 'admin' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect.poll(both, { timeout: 2_000 }).toEqual([401, 401])
})

test('one console is killed: the other one goes on, and nobody signs in again', async ({
  page,
  simulator,
}) => {
  const server = await startConsole({ eceUrl: simulator.url, replicas: 2 })
  await page.goto(`${server.url}/default/deployments`)
  await fillSignIn(page, 'admin', simulator.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Deployments' })).toBeVisible()
  await server.replicas[0]?.kill()
  for (const name of ['logging-prod', 'Deployments']) {
    await page.getByRole('link', { name, exact: true }).first().click()
    await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible()
  }
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Deployments' })).toBeVisible()
  await expect(page.getByRole('table').getByRole('link').first()).toBeVisible()
  await server.stop()
})

test('PostgreSQL is restarted: the console says so, goes on by itself, and nobody signs in again', async ({
  page,
  simulator,
}) => {
  const postgres = await startPostgres()
  const server = await startConsole({
    eceUrl: simulator.url,
    replicas: 2,
    databaseUrl: postgres.url,
  })
  await page.goto(`${server.url}/default/deployments`)
  await fillSignIn(page, 'admin', simulator.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Deployments' })).toBeVisible()

  await postgres.pause()
  const statuses = () =>
    Promise.all(
      ['/readyz', '/bff/session', '/api/default/deployments'].map(async (path) =>
        (await page.request.get(server.url + path)).status(),
      ),
    )
  await expect.poll(statuses, { timeout: 20_000 }).toEqual([503, 503, 503])
  const another = await page.context().newPage()
  await another.goto(`${server.url}/default/deployments`)
  await expect(another.getByRole('alert')).toContainText(/You are not signed out; try again/)

  await postgres.resume()
  await expect.poll(statuses, { timeout: 20_000 }).toEqual([200, 200, 200])
  await another.getByRole('button', { name: 'Try again' }).click()
  await expect(another.getByRole('table').getByRole('link').first()).toBeVisible()
  // the page that was open all the time
  await page.getByRole('table').getByRole('link', { name: 'logging-prod', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'logging-prod' })).toBeVisible()
  await server.stop()
  await postgres.stop()
})
