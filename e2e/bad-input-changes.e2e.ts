// What goes wrong after somebody pressed the button: how it ended is never guessed, it never happens twice, and what was
// filled in stays.
import type { Page } from '@playwright/test'
import { control, countRequests, expect, fillSignIn, test } from './fixtures.ts'
import { type Simulator, startConsole, startSimulator } from './servers.ts'

// slow enough that a plan which somebody else starts is still there when the dialog looks
test.use({ simulatorFlags: { fleet: 'small', speed: 4 } })

test.afterEach(async ({ simulator }) => {
  await control(simulator, 'DELETE', '/faults')
})

const RESTART = 'restart-deployment-es-resource'
const restarts = (simulator: Simulator) => countRequests(simulator, 'POST', '/_restart')
const idOn = (page: Page) => /deployments\/([0-9a-f]{32})/.exec(page.url())?.[1] ?? ''
const restartButton = (page: Page) =>
  page.getByRole('dialog').getByRole('button', { name: /^Restart \d+ instances?$/ })

test('a restart whose answer is lost is found out, and is never sent twice', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('billing-prod')
  const before = await restarts(simulator)
  await control(simulator, 'POST', '/faults', { operation_id: RESTART, cut: 'before_status' })
  await operator.choose(/^Restart Elasticsearch/)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: 'One instance at a time' }).check()
  await restartButton(page).click()

  // the console looks every few seconds, so that the first word may be gone already
  const outcome = dialog.getByRole('status').filter({ hasText: /Unknown|Found afterwards/ })
  await expect(outcome).not.toContainText('Try again')
  await expect(outcome).toContainText('Found afterwards: it did happen', { timeout: 30_000 })
  await expect(dialog.getByRole('radio', { name: 'One instance at a time' })).toBeChecked()
  await expect(restartButton(page)).toHaveAttribute('aria-disabled', 'true')
  await operator.expectAccessible()

  // pressing the button that is off sends nothing
  await restartButton(page).click({ force: true })
  expect(await restarts(simulator)).toBe(before + 1)

  await dialog.getByRole('button', { name: 'Close' }).first().click()
  await expect(dialog).toBeHidden()
  await page.getByRole('main').getByRole('link', { name: 'Activity' }).first().click()
  await expect(
    page
      .getByRole('main')
      .getByRole('link', { name: /^Rolling restart of Elasticsearch/ })
      .first(),
  ).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'billing-prod' })).toBeVisible()
  expect(await restarts(simulator)).toBe(before + 1)
})

for (const { what, name, fault, says } of [
  {
    what: 'an error of ECE',
    name: 'search-shop',
    fault: { status: 500 },
    says: ['ECE answered with status 500.', 'simulator.fault'],
  },
  {
    what: 'the page of a proxy',
    // not the same: nobody else gets onto a deployment before it is known what happened to it
    name: 'tickets',
    fault: { status: 502, body: '<h1>Bad Gateway</h1>', content_type: 'text/html' },
    says: ['ECE answered 502 with text/html instead of JSON', 'console.outcome_unknown'],
  },
] as const) {
  test(`a restart that is answered with ${what} is unknown as well, and off until one has looked`, async ({
    operator,
    simulator,
  }) => {
    const { page } = operator
    await operator.enter('admin')
    await operator.openDeployment(name)
    const before = await restarts(simulator)
    await control(simulator, 'POST', '/faults', { operation_id: RESTART, ...fault })
    await operator.choose(/^Restart Elasticsearch/)
    await restartButton(page).click()
    const outcome = page.getByRole('dialog').getByRole('status').filter({ hasText: 'Unknown' })
    for (const part of says) await expect(outcome).toContainText(part)
    await expect(restartButton(page)).toHaveAttribute('aria-disabled', 'true')
    expect(await restarts(simulator)).toBe(before + 1)
  })
}

test('a restart whose answer breaks off after the yes is accepted: it runs, once', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('inventory')
  const before = await restarts(simulator)
  await control(simulator, 'POST', '/faults', { operation_id: RESTART, cut: 'mid_body' })
  await operator.choose(/^Restart Elasticsearch/)
  await restartButton(page).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page.getByRole('region', { name: 'Plans' })).toContainText('Rolling restart')
  expect(await restarts(simulator)).toBe(before + 1)
})

for (const { what, fault, says } of [
  {
    what: 'because a plan is pending',
    fault: {
      status: 422,
      body: {
        errors: [
          {
            code: 'deployments.deployment_resource_plan_change_error',
            message: 'There is a plan still pending, cancel that or wait for it to complete',
          },
        ],
      },
    },
    says: ['There is a plan still pending', 'Wait until it ends, or cancel it, then try again.'],
  },
  {
    what: 'because the role was taken away',
    fault: {
      status: 403,
      body: { errors: [{ code: 'root.unauthorized.rbac', message: 'You may not do that.' }] },
    },
    says: ['You may not do that.', 'ECE does not let you do this. Ask somebody whose role may.'],
  },
] as const) {
  test(`a restart that ECE refuses ${what} says so with the next step, and keeps what was chosen`, async ({
    operator,
    simulator,
  }) => {
    const { page } = operator
    await operator.enter('admin')
    await operator.openDeployment('metrics-prod')
    await control(simulator, 'POST', '/faults', { operation_id: RESTART, ...fault })
    await operator.choose(/^Restart Elasticsearch/)
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('radio', { name: 'One instance at a time' }).check()
    await restartButton(page).click()
    const alert = dialog.getByRole('alert')
    await expect(alert).toContainText('Rejected: ECE did not do it')
    for (const part of [...says, fault.body.errors[0].code]) await expect(alert).toContainText(part)
    await expect(alert.getByRole('button', { name: 'Copy request id' })).toBeVisible()
    await expect(dialog.getByRole('radio', { name: 'One instance at a time' })).toBeChecked()
    await expect(restartButton(page)).not.toHaveAttribute('aria-disabled', 'true')
  })
}

test('a plan that a colleague starts while the dialog is open turns the button off, and says who', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('logging-prod')
  await operator.choose(/^Restart Elasticsearch/)
  const dialog = page.getByRole('dialog')
  await expect(restartButton(page)).not.toHaveAttribute('aria-disabled', 'true')
  const login = await fetch(`${simulator.url}/api/v1/users/auth/_login`, {
    method: 'POST',
    body: JSON.stringify({ username: 'manager', password: simulator.password }),
  })
  // the only member that is read
  const { token } = (await login.json()) as { token: string }
  const path = `/deployments/${idOn(page)}/elasticsearch/main-elasticsearch/_restart`
  const started = await fetch(`${simulator.url}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
  expect(started.status).toBe(202)
  await expect(dialog.getByRole('alert')).toContainText('It changed meanwhile')
  await expect(dialog.getByRole('alert')).toContainText(/A plan is running: .* by manager/)
  await expect(restartButton(page)).toHaveAttribute('aria-disabled', 'true')
})

test('a deployment that is deleted while its dialog is filled turns the button off, and what was typed stays', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('audit')
  await operator.choose(/^Shut down…/)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/^Type audit/).fill('audit')
  await dialog.getByLabel('Reason').fill('CHG-31337')
  const button = dialog.getByRole('button', { name: 'Shut down audit' })
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')
  await control(simulator, 'POST', '/world', { forget_deployment: idOn(page) })
  await expect(dialog.getByRole('alert')).toContainText('ECE does not have audit any more')
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await expect(dialog.getByLabel('Reason')).toHaveValue('CHG-31337')
})

test('a change that cannot reach ECE was not sent, and what was typed stays for the next try', async ({
  page,
}) => {
  const simulator = await startSimulator({ fleet: 'small' })
  const server = await startConsole({ eceUrl: simulator.url })
  await page.goto(`${server.url}/default/deployments?q=orders`)
  await fillSignIn(page, 'admin', simulator.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('table').getByRole('link', { name: 'orders', exact: true }).first().click()
  // the list has menus of the same name
  await expect(page.getByRole('heading', { level: 1, name: 'orders', exact: true })).toBeVisible()
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Actions of/ })
    .click()
  await page.getByRole('menuitem', { name: /^Shut down…/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/^Type orders/).fill('orders')
  await dialog.getByLabel('Reason').fill('CHG-31337')
  const button = dialog.getByRole('button', { name: 'Shut down orders' })
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')
  await simulator.stop()
  await button.click()
  const alert = dialog.getByRole('alert').filter({ hasText: 'Not sent' })
  await expect(alert).toContainText('Not sent: nothing has happened')
  await expect(alert).toContainText(`ECE at ${new URL(simulator.url).host} refuses connections`)
  await expect(alert).toContainText('When the cause is gone, press the button again.')
  await expect(dialog.getByLabel(/^Type orders/)).toHaveValue('orders')
  await expect(dialog.getByLabel('Reason')).toHaveValue('CHG-31337')
  await server.stop()
})
