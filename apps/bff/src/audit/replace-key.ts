// Another key file takes over. The record about it is sealed by both keys: the old one says that it was its last, the new
// one vouches for it, and by the chain for all before it. So the old key may be destroyed, and whoever stole it can no
// longer write anything that counts.
import { resolve } from 'node:path'
import { failpoint } from '../failpoint.ts'
import { createLog } from '../log.ts'
import { replaceKey } from '../store/key-check.ts'
import { StoreProblem } from '../store/open.ts'
import type { AuditHeadTable } from '../store/schema.ts'
import { appendCheckpoint, signCheckpoint } from './checkpoints.ts'
import {
  keyOf,
  parse,
  readKeyFile,
  readKnown,
  sayWho,
  UsageProblem,
  withPlace,
  type Environment,
  type Place,
  type Print,
} from './command-place.ts'
import { readKeyRing, REPLACED } from './key-ring.ts'
import { readRecord } from './record.ts'
import { createSeal, type Seal } from './seal.ts'
import { verifyStore } from './verify-store.ts'
import { createWriter } from './writer.ts'

/**
 * Throws `UsageProblem`. A command that was killed is given again with the same two keys: it finds out whether the new one
 * took over, and ends what is left.
 */
export async function runReplaceKey(
  args: readonly string[],
  usage: string,
  environment: Environment,
  print: Print,
): Promise<number> {
  const options = { 'new-key': { type: 'string' }, 'known-loss': { type: 'string' } } as const
  const { values } = parse(args, options, usage)
  const path = values['new-key']
  if (path === undefined) {
    throw new UsageProblem(
      'replace-key needs --new-key FILE. Make one with: (umask 077; openssl rand -base64 32 > FILE).',
    )
  }
  const next = readKeyFile(path)
  const known = readKnown(values['known-loss'])
  try {
    return await withPlace(environment, (place) => replace({ place, next, path, known, print }))
  } catch (error) {
    if (!(error instanceof StoreProblem)) throw error
    // a command that was killed after its commit had no time to say that it was done
    const after = { ...environment, SECRET_KEY_FILE: path }
    const done = await withPlace(after, (place) =>
      conclude({ place, old: createSeal(keyOf(environment)), path, print }),
    ).catch(() => undefined)
    if (done === undefined) throw error
    return done
  }
}

interface Replacing {
  readonly place: Place
  readonly path: string
  readonly print: Print
}

async function replace(
  parts: Replacing & { readonly next: Buffer; readonly known: ReadonlySet<number> },
): Promise<number> {
  const { place, next, path, known } = parts
  const { store, key, seal, checkpointFile, boot } = place
  if (next.equals(key)) throw new UsageProblem(`${path} holds the key that is in use already.`)
  await checkNobodyRuns(place)
  const { findings } = await verifyStore({
    store,
    seal,
    checkpointFile,
    known,
  })
  const [first] = findings
  if (first !== undefined) {
    throw new UsageProblem(
      `The log is not whole (${first.kind} at record ${first.seq}), and a new key would vouch for it. Run "ece-console audit verify"; a loss that is known is accepted with --known-loss.`,
    )
  }

  const nextSeal = createSeal(next)
  const writer = createWriter({ key, now: Date.now, log: createLog('silent'), boot })
  const head = await store.transaction().execute(async (db) => {
    const entry = writer.toDated({
      stage: 'admin',
      event: REPLACED,
      old_key: seal.publicDer,
      new_key: nextSeal.publicDer,
      evidence: `Key ${nextSeal.kid} took over from ${seal.kid}; all sign-ins ended, ${sayWho()}`,
    })
    const end = await writer.write(db, [entry], next)
    // nobody can open these any more
    await db.deleteFrom('credentials').execute()
    await db.deleteFrom('sessions').execute()
    await replaceKey(db, next)
    failpoint('audit.key_uncommitted')
    return end
  })
  failpoint('audit.key_committed')
  await finish(parts, { from: seal, to: nextSeal, head, since: head.seq })
  return 0
}

/** Rejects when it was not this key that took over from `old`. */
async function conclude(parts: Replacing & { readonly old: Seal }): Promise<number> {
  const { store, seal } = parts.place
  const { since } = await readKeyRing(store, seal)
  const row = await store
    .selectFrom('audit')
    .select('record')
    .where('seq', '=', since)
    .executeTakeFirstOrThrow()
  if (readRecord(row.record).old_key !== parts.old.publicDer) throw new Error('it was another key')
  const head = await store.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow()
  parts.print('It was replaced already; the command was ended before it could say so.')
  await finish(parts, { from: parts.old, to: seal, head, since })
  return 0
}

interface Finished {
  readonly from: Seal
  readonly to: Seal
  readonly head: AuditHeadTable
  /** Number of the record about it. */
  readonly since: number
}

async function finish({ place, path, print }: Replacing, { from, to, head, since }: Finished) {
  const { chain, seq, hash } = head
  const checkpoint = signCheckpoint({ chain, seq, hash, at: Date.now() }, to)
  await appendCheckpoint(place.checkpointFile, checkpoint)
  failpoint('audit.key_checkpoint')
  print(
    `Key ${to.kid} took over from ${from.kid} with record ${since}. Now start every console with SECRET_KEY_FILE=${resolve(path)}, or put that file in the place of the old one; everybody signs in again.`,
  )
  print(
    'Backups of the database from before need the old key; nothing else does. Give "ece-console audit key" to whoever checks exports.',
  )
}

/**
 * Signs of life are given where there can be several consoles. One that runs on all the same does no harm: it finds out
 * that its key was replaced, and puts nothing on record.
 */
async function checkNobodyRuns({ store }: Place): Promise<void> {
  const rows = await store
    .selectFrom('turns')
    .select('name')
    .where('name', 'like', 'boot/%')
    .where('until', '>', Date.now())
    .execute()
  if (rows.length === 0) return
  throw new UsageProblem(
    `${rows.length} consoles run on this database. Stop all of them, wait half a minute, and try again.`,
  )
}
