import { expect, test } from 'vitest'
import { runConsole } from '../testing/run-console.ts'
import { startStandIn } from '../testing/stand-in-ece.ts'

test('an address that cannot be decoded is refused as such, not called a failure of the console', async () => {
  const ece = await startStandIn()
  const running = await runConsole({ ECE_URL: ece.url })
  for (const path of ['/bff/changes/%deployments', '/bff/jobs/%ff/items']) {
    const { status, json } = await running.browser().get(path)
    expect([path, status, json.errors[0].code]).toEqual([path, 400, 'console.bad_target'])
  }
  await running.stop()
  await ece.close()
})
