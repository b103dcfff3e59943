import { expect, test } from './fixtures.ts'
import { walkOnPhone } from './size-walk.ts'

test.use({ simulatorFlags: { fleet: 0 } })

test('every page says what would be there on an ECE without deployments', async ({ operator }) => {
  test.setTimeout(180_000)
  await walkOnPhone(operator)
  const { body } = await operator.call('POST', '/deployments/_search', { size: 0 })
  expect(body.match_count ?? 0).toBe(0)
  await operator.open('deployments')
  await expect(operator.page.getByRole('main')).toContainText('Nothing here')
})
