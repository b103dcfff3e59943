// `audit prune`: nothing else ever takes records out of the database, and nothing does so by itself.
import { resolve } from 'node:path'
import { failpoint } from '../failpoint.ts'
import { codeOfPostgres } from '../store/postgres.ts'
import { appendCheckpoint, signCheckpoint } from './checkpoints.ts'
import { parse, readKnown, sayWho, UsageProblem, type Place, type Print } from './command-place.ts'
import { readHold } from './hold.ts'
import {
  dropPruned,
  findRest,
  findSegments,
  recordPrune,
  writeSegment,
  type Segment,
} from './prune.ts'
import type { OpenIntent } from './verify.ts'
import { verifyStore } from './verify-store.ts'

const RETENTION_DAYS = 400
const DAY_MS = 24 * 3_600_000
const NOT_OWNER = '42501'

/** `days`: AUDIT_RETENTION_DAYS, how long records stay unless `--before` says otherwise. */
export async function runPrune(
  args: readonly string[],
  usage: string,
  place: Place,
  print: Print,
  days?: string,
): Promise<number> {
  const options = {
    before: { type: 'string' },
    out: { type: 'string' },
    'dry-run': { type: 'boolean' },
    'known-loss': { type: 'string' },
  } as const
  const { values } = parse(args, options, usage)
  const before = readBefore(values.before, days)
  const { out, 'dry-run': isDry = false } = values
  if (out === undefined && !isDry) {
    throw new UsageProblem(
      'prune needs --out FOLDER, where the records go before they are dropped.',
    )
  }
  const { store } = place
  const hold = await readHold(store)
  if (hold !== undefined)
    throw new UsageProblem(`A legal hold is in force ${hold}. Nothing was pruned.`)
  const open = await checkWhole(place, values['known-loss'])
  await endInterrupted(place, isDry ? undefined : out, print)
  const segments = await findSegments(store, before)
  checkNoneOpen(open, segments)
  for (const segment of segments) {
    const what = `${segment.month}: records ${segment.from} to ${segment.to}`
    if (isDry || out === undefined) {
      print(`${what} would be pruned.`)
      continue
    }
    const file = await writeSegment(store, place.seal, resolve(out), segment)
    await recordPrune(store, place.audit, segment, file, sayWho())
    await drop(place)
    print(`${what} are in ${file}, and no longer in the database.`)
  }
  const day = new Date(before).toISOString().slice(0, 10)
  if (segments.length === 0) print(`No month that ended before ${day} is in the log.`)
  return 0
}

/**
 * What a prune that was killed put on record and did not drop. It may have been killed because the disk with its file
 * died: what is still there goes to a file once more. `out` is undefined for a rehearsal.
 */
async function endInterrupted(place: Place, out: string | undefined, print: Print) {
  const rest = await findRest(place.store)
  if (rest === undefined) return
  if (out === undefined) {
    print(`Records ${rest.from} to ${rest.to} of a prune that was interrupted would be dropped.`)
    return
  }
  const file = await writeSegment(place.store, place.seal, resolve(out), rest)
  const dropped = await drop(place)
  print(
    `${dropped} records of a prune that was interrupted were dropped; they are in ${file} as well.`,
  )
}

function readBefore(text: string | undefined, days: string | undefined): number {
  if (text !== undefined) {
    const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
    if (Number.isNaN(at))
      throw new UsageProblem(`--before takes a day such as 2025-09-01, not "${text}".`)
    if (at > Date.now()) throw new UsageProblem(`--before ${text} is in the future.`)
    return at
  }
  const count = days ?? String(RETENTION_DAYS)
  if (!/^[1-9]\d{0,4}$/.test(count)) {
    throw new UsageProblem(`AUDIT_RETENTION_DAYS takes a whole number of days, not "${count}".`)
  }
  return Date.now() - Number(count) * DAY_MS
}

/** Answers the changes that have no end. */
async function checkWhole({ store, seal, checkpointFile }: Place, knownLoss: string | undefined) {
  const known = readKnown(knownLoss)
  const { findings, open } = await verifyStore({ store, seal, checkpointFile, known })
  const [first] = findings
  if (first === undefined) return open
  throw new UsageProblem(
    `The log is not whole (${first.kind} at record ${first.seq}): nothing is pruned that may be evidence. Run "ece-console audit verify"; a loss that is known is accepted with --known-loss.`,
  )
}

/** The intent of a change that has no end is all that there is of it. */
function checkNoneOpen(open: readonly OpenIntent[], segments: readonly Segment[]): void {
  const early = open.find(({ seq }) => seq <= (segments.at(-1)?.to ?? 0))
  if (early === undefined) return
  throw new UsageProblem(
    `Change ${early.actionId} (record ${early.seq}) has no end yet: start a console, which settles it, or prune an earlier month.`,
  )
}

async function writeCheckpoint({ store, seal, checkpointFile }: Place): Promise<void> {
  const { chain, seq, hash } = await store
    .selectFrom('audit_head')
    .selectAll()
    .executeTakeFirstOrThrow()
  await appendCheckpoint(checkpointFile, signCheckpoint({ chain, seq, hash, at: Date.now() }, seal))
}

async function drop(place: Place): Promise<number> {
  // or the last checkpoint would be about a record that is gone
  await writeCheckpoint(place)
  failpoint('audit.prune_checkpoint')
  try {
    return await dropPruned(place.store)
  } catch (error) {
    if (codeOfPostgres(error) !== NOT_OWNER) throw error
    throw new UsageProblem(
      'This user of PostgreSQL may not drop records of the audit log. Give DATABASE_URL with the owner of the tables, for this command only.',
      { cause: error },
    )
  }
}
