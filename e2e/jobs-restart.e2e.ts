// One thing done to many clusters: watched, held, left alone and found again, stopped by a failure. On two consoles as well:
// the one that is asked to hold, stop or retry need not be the one that runs the job.
import type { Page } from '@playwright/test'
import { countRequests, expect, fillSignIn, type Operator, test } from './fixtures.ts'

test.use({ simulatorFlags: { fleet: 'small', speed: 20, sentinels: true } })

const bar = (page: Page) => page.getByRole('region', { name: 'Selection' })
const progress = (page: Page) => page.getByRole('region', { name: 'Progress' })
const states = (page: Page) => page.getByRole('navigation', { name: 'Targets by state' })

async function pick(page: Page, names: readonly string[]) {
  for (const name of names) {
    await page.getByRole('searchbox').fill(name)
    const box = page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).first()
    await box.check()
  }
}

/** Presses the verb of the selection, and the button of its dialog. */
async function begin(page: Page, verb: RegExp) {
  await bar(page).getByRole('button', { name: verb }).click()
  const dialog = page.getByRole('dialog')
  const button = dialog.getByRole('button', { name: /^Restart \d+/ })
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')
  await button.click()
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}$/)
}

async function signInTo(page: Page, { password, url }: { password: string; url: string }) {
  await page.goto(url)
  await fillSignIn(page, 'admin', password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

const total = async ({ page }: Operator) =>
  Number(await progress(page).getByRole('progressbar').getAttribute('aria-valuemax'))

test('an operator restarts a dozen clusters, holds the job, goes home, and finds it where it was', async ({
  operator,
  simulator,
  browser,
}) => {
  test.setTimeout(180_000)
  const { page } = operator
  await operator.enter('admin')
  await operator.open('elasticsearch?health=healthy')
  const boxes = page.getByRole('checkbox', { name: /^Select (?!all|fails|slow|never)/ })
  for (let index = 0; index < 12; index += 1) await boxes.nth(index).check()
  await expect(bar(page)).toContainText('12 Elasticsearch clusters selected')
  await bar(page)
    .getByRole('button', { name: /^Restart/ })
    .click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('The first one alone, then 2 at a time.')
  await operator.expectAccessible()
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('new certificates')
  const before = await countRequests(simulator, 'POST', '/_restart')
  // two clicks are one job
  const button = dialog.getByRole('button', { name: /^Restart \d+ Elasticsearch clusters?$/ })
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')
  await button.dblclick()
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}$/)
  await expect(progress(page)).toContainText(/[1-9]\d* done/, { timeout: 60_000 })
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByRole('main')).toContainText('Paused by admin')
  await expect(states(page)).toContainText('Not started')
  await operator.expectAccessible()
  const count = await total(operator)
  expect(count).toBeGreaterThan(6)
  const url = page.url()
  await page.close()

  const later = await browser.newContext()
  const found = await later.newPage()
  await signInTo(found, { password: simulator.password, url })
  await expect(
    found.getByRole('heading', { level: 1, name: 'Restart of Elasticsearch' }),
  ).toBeVisible()
  await expect(found.getByRole('main')).toContainText('new certificates')
  await expect(
    found.getByRole('link', { name: /^Your job Restart of Elasticsearch: paused/ }),
  ).toBeVisible()
  await found.getByRole('button', { name: 'Resume…' }).click()
  await found.getByRole('dialog').getByRole('button', { name: 'Resume', exact: true }).click()
  await expect(progress(found)).toContainText(`${count} done`, { timeout: 120_000 })
  expect(await countRequests(simulator, 'POST', '/_restart')).toBe(before + count)
  await later.close()
})

test('the first failure stops the job, the rest is not started, and what failed can be tried again', async ({
  operator,
  simulator,
}) => {
  test.setTimeout(180_000)
  const { page } = operator
  await operator.enter('admin')
  await operator.open('elasticsearch')
  await pick(page, ['billing-prod', 'fails-to-restart', 'metrics-prod', 'logging-prod'])
  await bar(page)
    .getByRole('button', { name: /^Restart/ })
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Then at once').fill('1')
  await expect(dialog).toContainText(
    'One at a time. Stops when one fails; the rest is not started.',
  )
  await dialog.getByRole('button', { name: 'Restart 4 Elasticsearch clusters' }).click()
  await expect(page.getByRole('main').getByText('Failed').first()).toBeVisible({ timeout: 90_000 })
  await expect(progress(page)).toContainText('1 failed, 1 done, 2 not started')
  await states(page)
    .getByRole('link', { name: /^Failed/ })
    .click()
  await expect(page).toHaveURL(/state=failed/)
  const rows = page.getByRole('table', { name: 'Targets' })
  await expect(rows).toContainText('fails-to-restart')
  await expect(rows).not.toContainText('billing-prod')

  const before = await countRequests(simulator, 'POST', '/_restart')
  await page.getByRole('button', { name: 'Retry failed…' }).click()
  const retry = page.getByRole('dialog')
  await retry.getByLabel('Also the 2 targets that were not started').check()
  const first = page.url()
  await retry.getByRole('button', { name: 'Retry 3 targets' }).click()
  await expect(page).not.toHaveURL(first)
  await expect(page.getByRole('main')).toContainText('what failed in')
  await expect(progress(page)).toContainText('of 3')
  await page.getByRole('button', { name: 'Stop…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop the job' }).click()
  await expect(page.getByRole('main')).toContainText('Stopped by admin')
  expect(await countRequests(simulator, 'POST', '/_restart')).toBeLessThanOrEqual(before + 1)
})

test('two windows show the same job, and what is done in one is seen in the other', async ({
  operator,
}) => {
  test.setTimeout(120_000)
  const { page } = operator
  await operator.enter('admin')
  await operator.open('kibana')
  await pick(page, ['billing-prod', 'metrics-prod', 'logging-prod', 'frozen-archive'])
  await begin(page, /^Restart/)
  const other = await page.context().newPage()
  await other.goto(page.url())
  await expect(progress(other)).toContainText('of 4')
  await page.getByRole('button', { name: 'Stop…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop the job' }).click()
  await expect(other.getByRole('main')).toContainText('Stopped by admin', { timeout: 15_000 })
  await other.getByRole('link', { name: 'Jobs', exact: true }).first().click()
  await expect(
    other
      .getByRole('table', { name: 'Jobs' })
      .getByRole('link', { name: 'Restart of Kibana' })
      .first(),
  ).toBeVisible()
  await other.close()
})
