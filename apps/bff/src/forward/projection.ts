// What a row's schema lets through. Compiled once per row: the schema becomes fields that a reader walks the answer's
// bytes along, checking every one it knows and leaving out the members it does not. Same verdicts as zod's own parse (a
// property test compares them), at a fraction of the work: nothing is parsed, nothing is serialised again.
import type { Operation } from '@ece/api-types'
import { finishScan } from './json-cut.ts'
import { checkEnd, readAll, skipSpace, skipValue, startScan, takeTurns } from './json-scan.ts'
import { Mismatch } from './mismatch.ts'
import { compileField } from './projection-fields.ts'
import { readOn, startWalk } from './projection-read.ts'

/**
 * Compiles a schema. `project` takes an answer's bytes and gives back those that may pass; `check`
 * only judges. Both throw `Mismatch` or `BrokenJson`.
 */
export function compileProjection(schema: Operation['response']) {
  const field = compileField(schema)

  const run = async (bytes: Buffer, checkOnly: boolean) => {
    const scan = startScan(bytes, checkOnly)
    const walk = startWalk(scan, skipSpace(bytes, 0), field)
    try {
      while (!readOn(walk)) await takeTurns()
      checkEnd(bytes, walk.at)
      return finishScan(scan)
    } catch (error) {
      // what is no JSON at all has no shape that could surprise
      if (error instanceof Mismatch) await checkJson(bytes)
      throw error
    }
  }
  return {
    project: (bytes: Buffer): Promise<Buffer> => run(bytes, false),
    check: async (bytes: Buffer): Promise<void> => {
      await run(bytes, true)
    },
  }
}

async function checkJson(bytes: Buffer): Promise<void> {
  const scan = startScan(bytes, true)
  await readAll(scan, skipValue(scan, skipSpace(bytes, 0)))
}
