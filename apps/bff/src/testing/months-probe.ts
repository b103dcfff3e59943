// A log with months of long ago at its beginning, for what happens to old records: `node months-probe.js <months> <records>`
// with the variables of a console makes its key file and appends so many records to each month. Prints the first days of
// these months as JSON, oldest first. Run by tools/faults, which bundles it.
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withPlace } from '../audit/command-place.ts'
import { createAudit } from '../audit/audit.ts'
import { createLog } from '../log.ts'

const [months = '1', records = '1'] = process.argv.slice(2).map(Number)
const dataDir = process.env['DATA_DIR'] ?? ''
mkdirSync(dataDir, { recursive: true })
writeFileSync(join(dataDir, 'key'), randomBytes(32).toString('base64'), { mode: 0o600 })

/** Milliseconds since 1970. */
const firstDay = (ago: number) => Date.UTC(new Date().getUTCFullYear() - 2, 11 - ago)
const MINUTE_MS = 60_000

const days = Array.from({ length: Number(months) }, (_, nth) => firstDay(Number(months) - nth))
if (process.env['DATABASE_URL'] === undefined) {
  // made by whoever opens it first, which the command line is not meant to be
  writeFileSync(join(dataDir, 'ece-console.sqlite'), '', { mode: 0o600 })
}
process.exitCode = await withPlace(process.env, async ({ store, key, checkpointFile, boot }) => {
  let at = 0
  const parts = { store, key, checkpointFile, boot, now: () => at, log: createLog('error') }
  const audit = createAudit(parts)
  for (const day of days) {
    await Promise.all(
      Array.from({ length: Number(records) }, (_, nth) => {
        at = day + nth * MINUTE_MS
        return audit.append({
          stage: 'auth',
          event: 'signed_out',
          installation: 'default',
          user_name: 'grace',
        })
      }),
    )
  }
  process.stdout.write(JSON.stringify(days.map((day) => new Date(day).toISOString().slice(0, 10))))
  return 0
})
