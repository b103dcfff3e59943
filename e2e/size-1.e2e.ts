import { expect, test } from './fixtures.ts'
import { walkOnPhone } from './size-walk.ts'

test.use({ simulatorFlags: { fleet: 1 } })

test('every page works on an ECE with one deployment, and counts it as one', async ({
  operator,
}) => {
  test.setTimeout(180_000)
  await walkOnPhone(operator)
  await operator.open('deployments')
  await expect(operator.page.getByRole('main')).toContainText('1 deployment on')
})
