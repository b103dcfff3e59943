// A plan has failed at night: why, in which step, what it wanted, and what a pending one is about to do.
import { readFile } from 'node:fs/promises'
import { changePlan, sendPlan } from './change-a-plan.ts'
import { expect, test } from './fixtures.ts'

test.use({ simulatorFlags: { fleet: 'small', speed: 200, sentinels: true } })

const openedId = (url: string) => /deployments\/([0-9a-f]{32})/.exec(url)?.[1] ?? ''

for (const width of [1440, 390]) {
  test(`an operator reads why a plan failed, and in which step: ${width} wide`, async ({
    operator,
  }) => {
    const { page } = operator
    await page.setViewportSize({ width, height: 700 })
    await operator.enter('admin')
    await operator.open('deployments?q=tickets')
    await page.getByRole('link', { name: 'tickets', exact: true }).first().click()
    await page.getByRole('main').getByRole('link', { name: 'Activity', exact: true }).click()
    const attempts = page.getByRole('list', { name: 'Plan attempts' })
    const failed = attempts.getByRole('listitem').first()
    await expect(failed).toContainText('Failed')
    await expect(failed).toContainText('The snapshot that the plan takes first did not succeed')
    await failed.getByRole('link').first().click()
    await expect(failed).toContainText('Suggestion: Check the snapshot repository')
    await expect(failed).toContainText('InfrastructureFailure:TimeoutExceeded')
    const steps = failed.getByRole('list', { name: 'Steps' })
    const broken = steps.locator(':scope > li').filter({ hasText: 'perform-snapshot' }).first()
    await expect(broken).toBeInViewport()
    await expect(broken).toContainText('failed')
    await expect(broken).toContainText(/\d+ s · \d+%/)
    await expect(broken).toContainText('TimeoutException: Timeout')
    await operator.expectAccessible()
    // the address leads a colleague to the same step
    await page.reload()
    await expect(broken).toBeInViewport()
  })
}

test('an operator opens the plan of a failed attempt again, takes it along, and compares it with the current one', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('fails-to-snapshot')
  await changePlan(simulator, openedId(page.url()), ({ cluster_topology: [hot] }) => {
    if (hot?.size !== undefined) hot.size.value = 2048
  })
  await page.getByRole('main').getByRole('link', { name: 'Activity', exact: true }).click()
  const failed = page.getByRole('list', { name: 'Plan attempts' }).getByRole('listitem').first()
  await expect(failed).toContainText('Failed')
  await expect(failed).toContainText('hot_content, memory per zone: 4 GB → 2 GB')
  await failed.getByRole('link').first().click()
  await failed.getByRole('link', { name: 'Plan as JSON' }).click()
  await expect(page).toHaveURL(/show=plan/)
  await expect(page.getByLabel('Plan of this attempt', { exact: true })).toContainText(
    '"value": 2048',
  )
  const downloading = page.waitForEvent('download')
  await failed.getByRole('button', { name: 'Download' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^plan-attempt-\d{10}\.json$/)
  expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toMatchObject({
    cluster_topology: expect.arrayContaining([
      expect.objectContaining({ id: 'hot_content', size: { value: 2048, resource: 'memory' } }),
    ]),
  })
  await failed.getByRole('link', { name: /^Compare with the (current|last good) plan$/ }).click()
  const compared = page.getByRole('region', { name: 'Compare two attempts' })
  await expect(compared).toBeInViewport()
  await expect(compared).toContainText('hot_content, memory per zone')
  await expect(compared).toContainText('50% less in each zone')
})

test('before a change is through, the plan tab says what it will take away', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('never-ends')
  await sendPlan(simulator, openedId(page.url()), ({ cluster_topology: [hot] }) => {
    if (hot !== undefined) hot.zone_count = 1
  })
  await page.getByRole('link', { name: 'Plan', exact: true }).click()
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(
    page.getByRole('heading', { name: 'What the pending plan of Elasticsearch changes' }),
  ).toBeVisible()
  await expect(page.getByRole('list', { name: 'Differences' })).toContainText('1 of 2 zones goes')
  await operator.expectAccessible()
})
