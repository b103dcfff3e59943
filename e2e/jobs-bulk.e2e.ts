// What a bulk dialog asks before anything is sent, and that everybody can use it. On two consoles as well: a job that one of
// them has been given is run and shown by either.
import type { Locator, Page } from '@playwright/test'
import { countRequests, expect, test } from './fixtures.ts'

// a world of its own: what is shut down here would be missing elsewhere
test.use({ simulatorFlags: { fleet: 'small', speed: 20 } })

const bar = (page: Page) => page.getByRole('region', { name: 'Selection' })
const progress = (page: Page) => page.getByRole('region', { name: 'Progress' })

async function pick(page: Page, names: readonly string[]) {
  for (const name of names) {
    await page.getByRole('searchbox').fill(name)
    await page
      .getByRole('checkbox', { name: `Select ${name}`, exact: true })
      .first()
      .check()
  }
}

/** As somebody without a mouse gets there. */
async function tabTo(page: Page, target: Locator) {
  for (let step = 0; step < 60; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('the keyboard does not get there')
}

test('three deployments are shut down after their number is typed and a reason is given', async ({
  operator,
  simulator,
}) => {
  test.setTimeout(120_000)
  const { page } = operator
  await operator.enter('admin')
  await operator.open('deployments')
  await pick(page, ['metrics-prod', 'logging-prod', 'billing-staging', 'archive-2023'])
  await bar(page)
    .getByRole('button', { name: /^Shut down/ })
    .click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('heading', { level: 2 })).toHaveText('Shut down 3 deployments?')
  await expect(dialog).toContainText('the data on their disks is deleted')
  await expect(dialog).toContainText('Memory freed')
  await dialog.getByRole('button', { name: /^Skipped 1/ }).click()
  await expect(dialog.getByRole('table', { name: 'Targets' })).toContainText(
    'It is already shut down.',
  )
  const button = dialog.getByRole('button', { name: 'Shut down 3 deployments' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  const before = await countRequests(simulator, 'POST', '/_shutdown')
  await dialog.getByRole('textbox', { name: /^Type 3/ }).fill('4')
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('end of the project')
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByRole('textbox', { name: /^Type 3/ }).fill('3')
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')
  await operator.expectAccessible()
  await button.click()
  await expect(progress(page)).toContainText('3 done', { timeout: 90_000 })
  expect(await countRequests(simulator, 'POST', '/_shutdown')).toBe(before + 3)
})

test(
  'a verb that fits none of the chosen rows is off and says why; a job that nobody made is not there',
  { tag: '@one-console' },
  async ({ operator }) => {
    const { page } = operator
    await operator.enter('admin')
    await operator.open('deployments')
    await pick(page, ['archive-2023'])
    const button = bar(page).getByRole('button', { name: /^Restart Elasticsearch/ })
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await expect(button).toHaveAccessibleDescription(/Elasticsearch is stopped/)
    await operator.open(`jobs/${crypto.randomUUID()}`)
    await expect(page.getByRole('alert')).toContainText('No job with this id was made')
    await operator.open('jobs/nonsense')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  },
)

test('a job is begun with the keyboard alone', { tag: '@one-console' }, async ({ operator }) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('deployments?sort=name&q=billing')
  const first = page.getByRole('table').getByRole('link', { name: 'billing-prod' }).first()
  await expect(first).toBeVisible()
  await tabTo(page, first)
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  const verb = bar(page).getByRole('button', { name: /^Resync the index/ })
  await expect(verb).toBeVisible()
  await tabTo(page, verb)
  await page.keyboard.press('Enter')
  const button = page.getByRole('dialog').getByRole('button', { name: 'Resync 2 deployments' })
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')
  await tabTo(page, button)
  await page.keyboard.press('Enter')
  await expect(progress(page)).toContainText('2 done', { timeout: 30_000 })
})

test('on a phone the same can be done', { tag: '@one-console' }, async ({ operator }) => {
  const { page } = operator
  await page.setViewportSize({ width: 390, height: 844 })
  await operator.enter('admin')
  await operator.open('deployments')
  await pick(page, ['orders', 'billing-prod'])
  await bar(page)
    .getByRole('button', { name: /^Resync the index/ })
    .click()
  const button = page.getByRole('dialog').getByRole('button', { name: 'Resync 2 deployments' })
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')
  await operator.expectAccessible('look')
  await button.click()
  await expect(progress(page)).toContainText('2 done', { timeout: 30_000 })
  await operator.expectAccessible('look')
  const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  expect(wider).toBe(false)
  // what became of one of them is a page away, also where there is little room
  await page.getByRole('link', { name: 'Change of orders' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Resync deployment')
})

test(
  'all that match are chosen, also those that nobody scrolled to',
  { tag: '@one-console' },
  async ({ operator }) => {
    const { page } = operator
    await operator.enter('admin')
    await operator.open('deployments?health=healthy')
    await expect(page.getByRole('table').getByRole('link').first()).toBeVisible()
    await page.getByRole('checkbox', { name: 'Select all loaded rows' }).check()
    await bar(page).getByRole('button', { name: 'Select all that match' }).click()
    await expect(page.getByText(/^Selected all \d+ deployments that match/)).toBeVisible()
  },
)
