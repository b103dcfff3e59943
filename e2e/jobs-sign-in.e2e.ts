// A job works with the rights of who began it. When ECE ends that sign-in, the job waits, says for whom, and goes on.
import type { Page } from '@playwright/test'
import { control, countRequests, expect, fillSignIn, test } from './fixtures.ts'

// a world of its own: everybody's tokens end here
test.use({ simulatorFlags: { fleet: 'small', speed: 20 } })

const progress = (page: Page) => page.getByRole('region', { name: 'Progress' })
const TARGETS = 8

test('the sign-in ends in the middle of a job: it waits and says for whom, and goes on after the next one', async ({
  operator,
  simulator,
  browser,
  server,
}) => {
  test.setTimeout(180_000)
  const { page } = operator
  await operator.enter('admin')
  await operator.open('elasticsearch?health=healthy')
  const boxes = page.getByRole('checkbox', { name: /^Select (?!all)/ })
  for (let index = 0; index < TARGETS; index += 1) await boxes.nth(index).check()
  await page
    .getByRole('region', { name: 'Selection' })
    .getByRole('button', { name: /^Restart/ })
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Then at once').fill('1')
  const before = await countRequests(simulator, 'POST', '/_restart')
  const button = dialog.getByRole('button', { name: /^Restart \d+ Elasticsearch clusters$/ })
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')
  await button.click()
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}$/)
  const address = page.url()
  const other = await browser.newContext({ baseURL: server.url })
  const colleague = await other.newPage()
  await colleague.goto(address)
  await fillSignIn(colleague, 'manager', simulator.password)
  await colleague.getByRole('button', { name: 'Sign in' }).click()
  await expect(progress(colleague)).toContainText(/[1-9] done/, { timeout: 60_000 })

  await control(simulator, 'POST', '/tokens/revoke', { user_name: 'admin' })
  const main = colleague.getByRole('main')
  await expect(main).toContainText('It waits for a sign-in of admin', { timeout: 60_000 })
  await expect(main).toContainText('It goes on by itself when admin signs in again.')
  const sent = await countRequests(simulator, 'POST', '/_restart')
  const signIn = page.getByRole('dialog', { name: /sign in/i })
  await expect(signIn).toBeVisible({ timeout: 60_000 })
  await expect(progress(colleague)).toContainText('not started')
  expect(await countRequests(simulator, 'POST', '/_restart')).toBe(sent)

  await fillSignIn(page, 'admin', simulator.password)
  await signIn.getByRole('button', { name: 'Sign in' }).click()
  await expect(signIn).toBeHidden()
  await expect(main).not.toContainText('It waits for a sign-in', { timeout: 60_000 })
  await expect(progress(page)).toContainText(/[1-9] of [1-9]/)
  await expect(page.getByRole('status').filter({ hasText: 'Done' })).toBeAttached({
    timeout: 120_000,
  })
  const count = Number(/^(\d+) of \1/.exec(await progress(page).innerText())?.[1])
  expect(await countRequests(simulator, 'POST', '/_restart')).toBe(before + count)
  await other.close()
})
