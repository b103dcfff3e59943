// Another key file takes over. The record about it is sealed by both keys: the old one says that it was its last, the new
// one vouches for it, and by the chain for all before it. So the old key may be destroyed, and whoever stole it can no
// longer write anything that counts.
import { resolve } from 'node:path'
import { replaceKey } from '../store/key-check.ts'
import { createLog } from '../log.ts'
import { appendCheckpoint, signCheckpoint } from './checkpoints.ts'
import {
  parse,
  readKeyFile,
  readKnown,
  sayWho,
  UsageProblem,
  type Place,
  type Print,
} from './command-place.ts'
import { REPLACED } from './key-ring.ts'
import { createSeal } from './seal.ts'
import { verifyStore } from './verify-store.ts'
import { createWriter } from './writer.ts'

export async function runReplaceKey(
  args: readonly string[],
  usage: string,
  place: Place,
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
  const { store, key, seal, checkpointFile, boot } = place
  if (next.equals(key)) throw new UsageProblem(`${path} holds the key that is in use already.`)
  await checkNobodyRuns(place)
  const { findings } = await verifyStore({
    store,
    seal,
    checkpointFile,
    known: readKnown(values['known-loss']),
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
    return end
  })
  const { chain, seq, hash } = head
  await appendCheckpoint(
    checkpointFile,
    signCheckpoint({ chain, seq, hash, at: Date.now() }, nextSeal),
  )
  print(
    `Key ${nextSeal.kid} took over from ${seal.kid} with record ${seq}. Now start every console with SECRET_KEY_FILE=${resolve(path)}, or put that file in the place of the old one; everybody signs in again.`,
  )
  print(
    'Backups of the database from before need the old key; nothing else does. Give "ece-console audit key" to whoever checks exports.',
  )
  return 0
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
