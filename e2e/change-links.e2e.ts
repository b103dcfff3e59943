// From what ECE did to the change of this console that it came of, and only where that is known.
import { expect, idOn, restartAs, test } from './change-by-others.ts'

// a world of its own: what is restarted here would be new elsewhere
test.use({ simulatorFlags: { fleet: 'small', speed: 20 } })

test('a plan attempt and the overview lead to the change of this console, and to none where somebody else did it', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('metrics-prod')
  await operator.choose(/^Restart Kibana/)
  const dialog = page.getByRole('dialog')
  const button = dialog.getByRole('button', { name: /^Restart \d+ instances?$/ })
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')
  await button.click()
  await expect(dialog).toBeHidden()
  const id = idOn(page)
  await restartAs(simulator, 'manager', `${id}/elasticsearch/main-elasticsearch`)

  await operator.open(`deployments/${id}?tab=activity`)
  const attempts = page.getByRole('list', { name: 'Plan attempts' }).getByRole('listitem')
  const mine = attempts.filter({ hasText: /estart of Kibana/ }).first()
  await expect(mine.getByRole('link', { name: 'changed by this console' })).toBeVisible()
  const others = attempts.filter({ hasText: /by manager/ }).first()
  await expect(others).toContainText(/estart of Elasticsearch/)
  await expect(others.getByRole('link', { name: 'changed by this console' })).toHaveCount(0)
  await operator.expectAccessible()
  await mine.getByRole('link', { name: 'changed by this console' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Restart Kibana')
  const change = page.url()

  await operator.openDeployment('billing-prod')
  await operator.choose(/^Restart Kibana/)
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')
  await button.click()
  await expect(dialog).toBeHidden()
  await operator.open('overview')
  const recent = page.getByRole('list', { name: 'Recent changes' }).getByRole('listitem')
  const known = recent.filter({ hasText: 'billing-prod' })
  const link = known.getByRole('link', { name: 'changed by this console' })
  await expect(link).toBeVisible()
  await operator.expectAccessible()
  await link.click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Restart Kibana')
  expect(page.url()).not.toBe(change)
})
