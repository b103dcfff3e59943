// Somebody with the database in their hands, but without the key file: is it seen?
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Experiment } from './experiment.ts'
import type { Finding } from './judge.ts'
import { Operator } from './operator.ts'
import { tamperings, tamperWith } from './tamperings.ts'
import { verifyAudit } from './verify-audit.ts'
import { startVerifier } from './verify-many.ts'
import { inParallel, openWorld, type World } from './world.ts'

const ROLLBACK = 'rollback against checkpoint'
const KINDS = [...Object.keys(tamperings), ROLLBACK]

/** Exit code of `audit verify` that says tampered. */
const TAMPERED = 1
const AT_ONCE = 3

export const tamper: Experiment = {
  name: 'tamper',
  title: 'Tampering with the audit log',
  note: 'A copy of a log of real work is changed by somebody who can write the database, drops its triggers and knows how hashes are made, but has not the key file: a random edit, a deletion, two records swapped, one added, the tail cut, all hashes computed anew, an older copy of the whole file put in its place. `ece-console audit verify` must say so, and must not say so of the untouched log.',
  rounds: 700,
  run: async ({ seed, rounds }) => {
    const world = await openWorld({ seed, fleet: 200 })
    const folder = mkdtempSync(join(tmpdir(), 'ece-tamper-'))
    const verifier = await startVerifier()
    try {
      const { dataDir, replicas, random } = world
      const earlier = join(folder, 'earlier')
      await fillLog(world)
      await replicas[0].program.stop()
      cpSync(dataDir, earlier, { recursive: true })
      await replicas[0].restart()
      await fillLog(world)
      await replicas[0].program.stop()

      const detected = new Map(KINDS.map((kind) => [kind, 0]))
      const findings: Finding[] = []
      const untouched = await verifyAudit(dataDir)
      if (untouched.code !== 0) {
        findings.push({ rule: 'no false alarm', key: '', why: untouched.said.slice(0, 500) })
      }
      const runs = Array.from({ length: rounds }, (_, nth) => ({
        nth,
        kind: KINDS[nth % KINDS.length] ?? '',
      }))
      await inParallel(runs, AT_ONCE, async ({ nth, kind }, worker) => {
        const copy = join(folder, String(worker))
        rmSync(copy, { recursive: true, force: true })
        cpSync(dataDir, copy, { recursive: true })
        const by = tamperings[kind]
        if (by === undefined) putBack(earlier, copy)
        else await tamperWith(copy, by, random)
        // the command itself once for each kind, and what it runs for all the others
        const { code, said } = await (nth < KINDS.length
          ? verifyAudit(copy)
          : verifier.verify(copy))
        if (code === TAMPERED) detected.set(kind, (detected.get(kind) ?? 0) + 1)
        else {
          const why = `exit code ${code}: ${said.slice(-300)}`
          findings.push({ rule: `${kind} is detected`, key: '', why })
        }
      })
      const total = [...detected.values()].reduce((sum, count) => sum + count, 0)
      return {
        figures: [
          {
            what: `tampering detected, of ${rounds}`,
            measured: Math.floor((total / rounds) * 1000) / 10,
            goal: 100,
            isLeast: true,
            unit: ' %',
          },
          {
            what: 'alarms over the untouched log',
            measured: untouched.code === 0 ? 0 : 1,
            goal: 0,
          },
        ],
        counts: Object.fromEntries(
          [...detected].map(([kind, count]) => [`detected: ${kind}`, count]),
        ),
        findings,
      }
    } finally {
      verifier.stop()
      await world.end()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** The database alone: the file of checkpoints is kept elsewhere. */
function putBack(earlier: string, copy: string): void {
  for (const end of ['', '-wal', '-shm']) {
    rmSync(join(copy, `ece-console.sqlite${end}`), { force: true })
  }
  cpSync(join(earlier, 'ece-console.sqlite'), join(copy, 'ece-console.sqlite'))
}

async function fillLog(world: World): Promise<void> {
  const operator = await world.signIn()
  for (let at = 0; at < 20; at++) await operator.click(world.nextClick())
  const stranger = new Operator(operator.origin)
  await stranger.signIn('wrong').catch(() => undefined)
  await operator.signOut()
}
