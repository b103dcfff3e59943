// What became of a change when its answer was lost, when somebody else is at the same thing, and when the console dies in
// the middle: told on the screen that asked, without a reload.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { control, countRequests, expect, fillSignIn, test } from './fixtures.ts'
import { startConsole } from './servers.ts'

// a world of its own: what is restarted here would be busy or new elsewhere
test.use({ simulatorFlags: { fleet: 'small', speed: 20 } })

const RESTART = 'restart-deployment-es-resource'
/** The console looks every 5 s; the rest is for busy machines. */
const SETTLED = { timeout: 30_000 }

const pressRestart = async (page: Page) => {
  const dialog = page.getByRole('dialog')
  const button = dialog.getByRole('button', { name: /^Restart \d+ instances?$/ })
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')
  await button.click()
  return dialog
}

test.afterEach(({ simulator }) => control(simulator, 'DELETE', '/faults'))

test('ECE restarts it and the answer is lost: the dialog says unknown, then that it did happen', async ({
  operator,
  page,
  simulator,
}) => {
  await operator.enter()
  await operator.openDeployment('logging-prod')
  const before = await countRequests(simulator, 'POST', '/_restart')
  const order = { operation_id: RESTART, cut: 'before_status', executes: true }
  await control(simulator, 'POST', '/faults', order)
  await operator.choose(/^Restart Elasticsearch/)
  const dialog = await pressRestart(page)
  await expect(dialog).toContainText('Unknown: it may or may not have happened')
  await expect(dialog).toContainText('Found afterwards: it did happen', SETTLED)
  await expect(dialog).toContainText('ECE has the plan attempt of admin that fits')
  await operator.expectAccessible()
  expect(await countRequests(simulator, 'POST', '/_restart')).toBe(before + 1)

  await dialog.getByRole('link', { name: 'The story of this change' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Restart Elasticsearch' })).toBeVisible()
  const main = page.getByRole('main')
  await expect(main).toContainText('Found afterwards')
  await expect(
    page.getByRole('list', { name: 'Story of the change' }).getByRole('listitem'),
  ).toHaveText([
    /^Written down, before anything was sent/,
    /^Sending to ECE began/,
    /^No answer that says what happened · status 502/,
    /^Found in ECE/,
  ])
  await expect(main.getByRole('link', { name: 'Send again…' })).toHaveCount(0)
  await operator.expectAccessible()
})

// what a page makes of a refusal is the same wherever it was written down
test(
  'ECE refuses: the story says why, and a new try begins in a dialog of its own',
  { tag: '@one-console' },
  async ({ operator, page, simulator }) => {
    await operator.enter()
    await operator.openDeployment('billing-prod')
    const order = {
      operation_id: RESTART,
      status: 422,
      body: { errors: [{ code: 'clusters.illegal_state', message: 'Not in this state' }] },
    }
    await control(simulator, 'POST', '/faults', order)
    await operator.choose(/^Restart Elasticsearch/)
    const dialog = await pressRestart(page)
    await expect(dialog).toContainText('Rejected: ECE did not do it')
    const listed = await page.request.get('/bff/changes?limit=1')
    const { changes } = (await listed.json()) as { changes: { id: string }[] }
    await operator.open(`changes/${changes[0]?.id ?? ''}`)
    await expect(page.getByRole('main')).toContainText('ECE refused it')
    await expect(page.getByRole('main')).toContainText('Not in this state')
    await page.getByRole('link', { name: 'Send again…' }).click()
    await expect(page.getByRole('dialog')).toContainText(/Every instance of Elasticsearch/)
  },
)

test('two operators meet: the second is told who is at it, and sees when it is over', async ({
  operator,
  page,
  simulator,
  browser,
  server,
}) => {
  await operator.enter()
  await operator.openDeployment('search-shop')
  const address = page.url()
  const other = await browser.newContext({ baseURL: server.url })
  const second = await other.newPage()
  await second.goto(address)
  await fillSignIn(second, 'manager', simulator.password)
  await second.getByRole('button', { name: 'Sign in' }).click()
  await expect(second.getByRole('heading', { level: 1 })).toBeVisible()

  const before = await countRequests(simulator, 'POST', '/_restart')
  const order = { operation_id: RESTART, cut: 'before_status', executes: false, delay_ms: 4000 }
  await control(simulator, 'POST', '/faults', order)
  await operator.choose(/^Restart Elasticsearch/)
  await second
    .getByRole('main')
    .getByRole('button', { name: /^Actions of/ })
    .click()
  await second.getByRole('menuitem', { name: /^Restart Kibana/ }).click()
  await pressRestart(page)
  await expect.poll(() => countRequests(simulator, 'POST', '/_restart')).toBe(before + 1)
  const refused = await pressRestart(second)
  await expect(refused).toContainText('admin sent "Restart Elasticsearch" on the same target at')
  await refused.getByRole('link', { name: 'Look at that change' }).click()
  await expect(second.getByRole('heading', { level: 1 })).toHaveText('Restart Elasticsearch')
  await expect(second.getByRole('main')).toContainText('No trace found', { timeout: 60_000 })
  expect(await countRequests(simulator, 'POST', '/_restart')).toBe(before + 1)
  await other.close()
})

test('the console is killed while ECE restarts it, and comes back: the same dialog says that it did happen', async ({
  page,
  simulator,
}) => {
  test.setTimeout(120_000)
  const data = await mkdtemp(join(tmpdir(), 'ece-console-outcome-'))
  const first = await startConsole({ eceUrl: simulator.url, env: { DATA_DIR: data } })
  const again = { DATA_DIR: data, PORT: new URL(first.url).port }
  await page.goto(`${first.url}/default/deployments?q=metrics-prod`)
  await fillSignIn(page, 'admin', simulator.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('table').getByRole('link', { name: 'metrics-prod' }).first().click()
  // the list has menus of the same name
  await expect(page.getByRole('heading', { level: 1, name: 'metrics-prod' })).toBeVisible()
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Actions of/ })
    .click()
  await page.getByRole('menuitem', { name: /^Restart Elasticsearch/ }).click()
  const before = await countRequests(simulator, 'POST', '/_restart')
  await control(simulator, 'POST', '/faults', { operation_id: RESTART, delay_ms: 20_000 })
  const dialog = await pressRestart(page)
  await expect.poll(() => countRequests(simulator, 'POST', '/_restart')).toBe(before + 1)
  await first.kill()

  const second = await startConsole({ eceUrl: simulator.url, env: again })
  await expect(dialog).toContainText('Found afterwards: it did happen', { timeout: 60_000 })
  expect(await countRequests(simulator, 'POST', '/_restart')).toBe(before + 1)
  await second.stop()
  await first.stop()
  await rm(data, { recursive: true, force: true })
})
