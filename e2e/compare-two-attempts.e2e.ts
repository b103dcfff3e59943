// What an attempt changed, told in words: against the one before it, and between any two.
import type { Page } from '@playwright/test'
import { changePlan, searchOf } from './change-a-plan.ts'
import { expect, type Operator, test } from './fixtures.ts'

test.use({ simulatorFlags: { fleet: 'small', speed: 200 } })

const openedId = (page: Page) => /deployments\/([0-9a-f]{32})/.exec(page.url())?.[1] ?? ''

async function openActivity({ page }: Operator) {
  await page.getByRole('main').getByRole('link', { name: 'Activity', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Plan attempts' })).toBeVisible()
}

test('an operator sees in red that an attempt takes a zone away, and compares it with any other', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('logging-prod')
  const id = openedId(page)
  await changePlan(simulator, id, (plan) => {
    plan.elasticsearch.user_settings_yaml = 'action.auto_create_index: false'
  })
  await changePlan(simulator, id, ({ cluster_topology: [hot] }) => {
    if (hot !== undefined) hot.zone_count = 2
  })
  await openActivity(operator)
  const attempts = page.getByRole('list', { name: 'Plan attempts' })
  const newest = attempts.getByRole('listitem').first()
  await expect(newest).toContainText('Takes away')
  await expect(newest).toContainText('hot_content, zones: 3 → 2')
  await newest.getByRole('link').first().click()
  const differences = newest.getByRole('list', { name: 'Differences' })
  await expect(differences.getByRole('listitem')).toHaveCount(1)
  await expect(differences).toContainText('1 of 3 zones goes')

  await page.getByRole('button', { name: 'Compare two attempts' }).click()
  await expect(page).toHaveURL(/compare=[\w-]+\.\.[\w-]+/)
  const before = page.getByLabel('Before')
  // the newest is the first; the third is from before both changes
  await before.selectOption({ index: 2 })
  const compared = page.getByRole('region', { name: 'Compare two attempts' })
  await expect(compared).toContainText('2 differences, 1 of which takes something away')
  await expect(compared).toContainText('action.auto_create_index')
  await operator.expectAccessible()

  // a colleague opens the same address, on a phone
  await page.setViewportSize({ width: 390, height: 800 })
  await page.reload()
  await expect(compared).toContainText('hot_content, zones')
  await expect(compared).toContainText('1 of 3 zones goes')
  await operator.expectAccessible()
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  )
  expect(overflow).toBeLessThanOrEqual(0)

  // the other way round nothing is lost
  await compared.getByRole('button', { name: 'Swap' }).click()
  await expect(compared).toContainText('2 differences')
  await expect(compared).not.toContainText('takes something away')
})

test('ids that are none are left out and named, and the list stays', async ({ operator }) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('billing-prod')
  const path = `deployments/${openedId(page)}?tab=activity`
  await operator.open(`${path}&compare=nonsense`)
  await expect(page.getByText(/What the address says about compare/)).toBeVisible()
  await expect(page.getByRole('list', { name: 'Plan attempts' })).toBeVisible()
  await operator.open(`${path}&compare=one..two`)
  await expect(page.getByRole('status').filter({ hasText: '(one, two)' })).toBeVisible()
  await expect(page.getByRole('list', { name: 'Plan attempts' })).toBeVisible()
})

test('Refresh reads the attempts again, on both pages that show them', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('billing-staging')
  const id = openedId(page)
  const { id: cluster } = await searchOf(simulator, id)
  const attempts = page.getByRole('list', { name: 'Plan attempts' }).locator(':scope > li')
  for (const [path, gigabytes] of [
    [`deployments/${id}?tab=activity&kind=elasticsearch`, 4],
    [`elasticsearch/${cluster}?tab=activity`, 8],
  ] as const) {
    await operator.open(path)
    await expect(attempts.first()).toBeVisible()
    const count = await attempts.count()
    await changePlan(simulator, id, ({ cluster_topology: [hot] }) => {
      if (hot?.size !== undefined) hot.size.value = gigabytes * 1024
    })
    // nothing was changing when the page read last, so it reads again by itself in half a minute only
    await page.getByRole('button', { name: 'Refresh' }).click()
    await expect(attempts).toHaveCount(count + 1, { timeout: 5000 })
    await expect(attempts.first()).toContainText('memory per zone')
  }
})
