// The console's process dies under an operator and comes back: nothing has to be typed again, nothing happens twice.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { countRequests, expect, fillSignIn, test } from './fixtures.ts'
import { startConsole } from './servers.ts'

test('the console is killed in the middle of a restart and started again: the same click goes on, once', async ({
  page,
  simulator,
}) => {
  test.setTimeout(120_000)
  const data = await mkdtemp(join(tmpdir(), 'ece-console-killed-'))
  const first = await startConsole({ eceUrl: simulator.url, env: { DATA_DIR: data } })
  const again = { DATA_DIR: data, PORT: new URL(first.url).port }
  await page.goto(`${first.url}/default/deployments?q=logging-prod`)
  await fillSignIn(page, 'admin', simulator.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page
    .getByRole('table')
    .getByRole('link', { name: 'logging-prod', exact: true })
    .first()
    .click()
  const main = page.getByRole('main')
  await main.getByRole('button', { name: /^Actions of/ }).click()
  await page.getByRole('menuitem', { name: /^Restart Elasticsearch/ }).click()
  const dialog = page.getByRole('dialog')
  const button = dialog.getByRole('button', { name: /^Restart \d+ instances?$/ })
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')
  const before = await countRequests(simulator, 'POST', '/_restart')

  await first.kill()
  await button.click()
  await expect(dialog).toContainText('Sending…')
  expect(await countRequests(simulator, 'POST', '/_restart')).toBe(before)

  // the page asks by the key of the click until somebody answers, and learns that nothing was sent
  const second = await startConsole({ eceUrl: simulator.url, env: again })
  await expect(dialog).toContainText('Not sent: nothing has happened', { timeout: 60_000 })
  await button.click()
  await expect(dialog).toBeHidden({ timeout: 30_000 })
  expect(await countRequests(simulator, 'POST', '/_restart')).toBe(before + 1)
  await expect(page.getByRole('region', { name: 'Plans' })).toContainText(
    /restart of Elasticsearch/,
  )

  await second.stop()
  await first.stop()
  await rm(data, { recursive: true, force: true })
})
