import { expect, test } from './fixtures.ts'

test('a read-only user sees everything, every verb is off with the reason, and the server refuses it too', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('readonly')
  await operator.openDeployment('logging-prod')
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Actions of/ })
    .click()
  for (const verb of [/^Restart Elasticsearch/, /^Shut down…/]) {
    const item = page.getByRole('menuitem', { name: verb })
    await expect(item).toHaveAttribute('aria-disabled', 'true')
    await expect(item).toContainText('Your role ece_platform_viewer may not')
  }
  const id = /deployments\/([0-9a-f]{32})/.exec(page.url())?.[1] ?? ''
  const refused = await operator.call('POST', `/deployments/${id}/_shutdown`)
  expect(refused.status).toBe(403)
  expect(refused.body.errors?.[0]?.code).toBe('console.forbidden')
})
