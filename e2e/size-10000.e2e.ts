import { test } from './fixtures.ts'
import { walkOnPhone } from './size-walk.ts'

test.use({ simulatorFlags: { fleet: 10_000, speed: 20 } })

test('every page works on an ECE with 10,000 deployments', async ({ operator }) => {
  test.setTimeout(180_000)
  await walkOnPhone(operator)
})
