// How long a durable record takes, at a steady rate, in a process of its own: `node append-probe.js <folder> <count> <per second>`
// prints milliseconds as JSON. Run by tools/faults/append.ts, which bundles it.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createAudit } from '../audit/audit.ts'
import { createLog } from '../log.ts'
import { openStore } from '../store/open.ts'

const [folder = '', count = '0', perSecond = '1'] = process.argv.slice(2)
const key = randomBytes(32)
const store = await openStore(folder, key)
const audit = createAudit({
  store,
  key,
  checkpointFile: join(folder, 'audit-checkpoints.jsonl'),
  now: Date.now,
  log: createLog('error'),
  boot: 'append-probe',
})
const gap = 1_000 / Number(perSecond)
const started = performance.now()
const times = await Promise.all(
  Array.from({ length: Number(count) }, async (_, nth) => {
    await wait(Math.max(0, started + nth * gap - performance.now()))
    const begun = performance.now()
    await audit.append({
      stage: 'intent',
      event: 'intent',
      action_id: `probe-${nth}`,
      installation: 'default',
      user_name: 'admin',
      operation: 'restartDeploymentEsResource',
      target: `deployments/${nth}`,
    })
    return performance.now() - begun
  }),
)
await store.destroy()
process.stdout.write(JSON.stringify(times))
