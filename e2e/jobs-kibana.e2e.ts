// Kibana alone is shut down and restored, one and many: its Elasticsearch goes on, and the way back is one verb.
import type { Page } from '@playwright/test'
import { countRequests, expect, test } from './fixtures.ts'

// a world of its own: what is shut down here would be missing elsewhere
test.use({ simulatorFlags: { fleet: 'small', speed: 20 } })

const bar = (page: Page) => page.getByRole('region', { name: 'Selection' })
const progress = (page: Page) => page.getByRole('region', { name: 'Progress' })
const SETTLED = { timeout: 60_000 }

async function pick(page: Page, names: readonly string[]) {
  for (const name of names) {
    await page.getByRole('searchbox').fill(name)
    await page
      .getByRole('checkbox', { name: `Select ${name}`, exact: true })
      .first()
      .check()
  }
}

test('two Kibanas are shut down and restored from their list, and one that is off already is left out', async ({
  operator,
  simulator,
}) => {
  test.setTimeout(180_000)
  const { page } = operator
  await operator.enter('admin')
  await operator.open('kibana')
  await pick(page, ['metrics-prod', 'logging-prod', 'archive-2023'])
  await bar(page)
    .getByRole('button', { name: /^Shut down/ })
    .click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('heading', { level: 2 })).toHaveText(
    'Shut down 2 Kibana instances?',
  )
  await expect(dialog).toContainText('Elasticsearch and its data are not touched')
  await expect(dialog).toContainText('Memory freed')
  await dialog.getByRole('button', { name: /^Skipped 1/ }).click()
  await expect(dialog.getByRole('table', { name: 'Targets' })).toContainText(
    'Kibana is already shut down.',
  )
  await operator.expectAccessible()
  const before = await countRequests(simulator, 'POST', '/_shutdown')
  const down = dialog.getByRole('button', { name: 'Shut down 2 Kibana instances' })
  await expect(down).not.toHaveAttribute('aria-disabled', 'true')
  await down.click()
  await expect(progress(page)).toContainText('2 done', SETTLED)
  expect(await countRequests(simulator, 'POST', '/_shutdown')).toBe(before + 2)

  await operator.openDeployment('metrics-prod')
  const resources = page.getByRole('main')
  await expect(resources.getByText('Stopped').first()).toBeVisible()
  await operator.open('kibana')
  await pick(page, ['metrics-prod', 'logging-prod'])
  await bar(page)
    .getByRole('button', { name: /^Restore/ })
    .click()
  const up = page.getByRole('dialog').getByRole('button', { name: 'Restore 2 Kibana instances' })
  await expect(up).not.toHaveAttribute('aria-disabled', 'true')
  await up.click()
  await expect(progress(page)).toContainText('2 done', SETTLED)
  expect(await countRequests(simulator, 'POST', '/kibana/main-kibana/_restore')).toBe(2)
})

test('one Kibana is shut down from the page of its deployment, and its restore waits until that is over', async ({
  operator,
  simulator,
}) => {
  test.setTimeout(120_000)
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('search-shop')
  const before = await countRequests(simulator, 'POST', '/kibana/main-kibana/_shutdown')
  await operator.choose(/^Shut down Kibana…/)
  const dialog = page.getByRole('dialog', { name: 'Shut down Kibana of search-shop?' })
  await expect(dialog).toContainText('Kibana (1 instance), until it is restored')
  await expect(dialog).toContainText('of memory on the allocators')
  await operator.expectAccessible()
  const down = dialog.getByRole('button', { name: 'Shut down Kibana' })
  await expect(down).not.toHaveAttribute('aria-disabled', 'true')
  await down.dblclick()
  await expect(dialog).toBeHidden()
  expect(await countRequests(simulator, 'POST', '/kibana/main-kibana/_shutdown')).toBe(before + 1)
  await page.getByRole('button', { name: 'Details' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Shut down Kibana')

  await operator.openDeployment('search-shop')
  await operator.choose(/^Restore Kibana…/)
  const restore = page.getByRole('dialog', { name: 'Restore Kibana of search-shop?' })
  const up = restore.getByRole('button', { name: 'Restore Kibana' })
  await expect(up).not.toHaveAttribute('aria-disabled', 'true', SETTLED)
  await up.click()
  await expect(restore).toBeHidden()
  expect(await countRequests(simulator, 'POST', '/kibana/main-kibana/_restore')).toBeGreaterThan(0)
})
