// While the audit log cannot be written, nothing is changed; reading and signing out go on; and it heals by itself.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openDatabase } from './database.ts'
import type { Experiment, Outcome, RunOptions } from './experiment.ts'
import type { Finding } from './judge.ts'
import { Operator } from './operator.ts'
import { inParallel, openWorld, type World } from './world.ts'

const AT_ONCE = 4
const HEALED_WITHIN_MS = 5_000
const DISK_MB = 8
const REFUSE = `create trigger faults_full before insert on audit
  begin select raise(abort, 'database or disk is full'); end`

/** Breaks the log; answers what mends it. */
type Break = (world: Pick<World, 'dataDir'>) => Promise<() => void>

const refuseInserts: Break = async ({ dataDir }) => {
  const database = await openDatabase(dataDir)
  database.exec(REFUSE)
  return () => {
    database.exec('drop trigger faults_full')
    database.close()
  }
}

/** Only root may mount; elsewhere the other break must do. */
export function mountSmall(megabytes = DISK_MB): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'ece-full-'))
  const { status } = spawnSync('mount', [
    '-t',
    'tmpfs',
    '-o',
    `size=${megabytes}m`,
    'tmpfs',
    folder,
  ])
  if (status === 0) return folder
  rmSync(folder, { recursive: true })
  return undefined
}

export const fillDisk: Break = ({ dataDir }) => {
  const file = join(dataDir, 'other-program')
  for (let size = DISK_MB * 1024 * 1024; size >= 512; size = Math.floor(size / 2)) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' })
    } catch {
      // the next smaller piece, until nothing fits
    }
  }
  return Promise.resolve(() => rmSync(file))
}

export const auditFull: Experiment = {
  name: 'audit-full',
  title: 'Changes while audit cannot be written',
  note: 'The audit table refuses every record, then (where root may mount one) the disk under the database is full to the last byte. Operators go on clicking, reading, signing in and out; afterwards the trouble ends, without a restart of the console.',
  rounds: 100,
  run: async (options) => {
    const refused = await runBroken(options, refuseInserts)
    const disk = mountSmall()
    if (disk === undefined) return addUp(refused, undefined)
    try {
      return addUp(refused, await runBroken({ ...options, seed: options.seed + 1 }, fillDisk, disk))
    } finally {
      spawnSync('umount', [disk])
      rmSync(disk, { recursive: true, force: true })
    }
  },
}

interface Broken {
  readonly sent: number
  readonly readsFailed: number
  readonly signOutsFailed: number
  readonly healMs: number
  readonly findings: readonly Finding[]
}

async function runBroken(
  { seed, rounds }: RunOptions,
  makeBroken: Break,
  dataDir?: string,
): Promise<Broken> {
  const world = await openWorld({
    seed,
    fleet: rounds + 300,
    console: { AUDIT_RESERVE_MB: '32' },
    ...(dataDir === undefined ? {} : { dataDir }),
  })
  try {
    const operator = await world.signIn()
    const leaving = await Promise.all(Array.from({ length: 5 }, () => world.signIn()))
    for (let at = 0; at < 3; at++) await operator.click(world.nextClick())
    const before = (await world.truth()).length
    const mend = await makeBroken(world)
    let readsFailed = 0
    const clicks = Array.from({ length: rounds }, () => world.nextClick())
    await inParallel(clicks, AT_ONCE, async (click) => {
      await operator.click(click)
      const { status } = await operator.get('/api/default/deployments')
      if (status !== 200) readsFailed += 1
    })
    let signOutsFailed = 0
    for (const one of leaving) {
      const { cookie } = one
      if ((await one.signOut()).status !== 204) signOutsFailed += 1
      const ghost = new Operator(one.origin, [], cookie)
      if ((await ghost.get('/api/default/deployments')).status !== 401) signOutsFailed += 1
    }
    const sent = (await world.truth()).length - before
    mend()
    const healMs = await timeUntilHealed(world, operator)
    const findings: Finding[] = await world.judge(operator)
    const keys = new Set(clicks.map(({ key }) => key))
    const wrong = world.history.filter(({ key, status }) => keys.has(key) && status !== 503)
    if (wrong.length > 0) {
      const why = `${wrong.length} were not refused with 503`
      findings.push({ rule: 'refused while full', key: '', why })
    }
    return { sent, readsFailed, signOutsFailed, healMs, findings }
  } finally {
    await world.end()
  }
}

async function timeUntilHealed(world: World, operator: Operator): Promise<number> {
  const started = performance.now()
  while (performance.now() - started < HEALED_WITHIN_MS * 4) {
    const answer = await operator.click(world.nextClick())
    if (answer !== undefined && answer.status < 500) break
    await wait(100)
  }
  return Math.round(performance.now() - started)
}

function addUp(refused: Broken, full: Broken | undefined): Outcome {
  const all = full === undefined ? [refused] : [refused, full]
  const sum = (pick: (one: Broken) => number) => all.reduce((total, one) => total + pick(one), 0)
  return {
    figures: [
      {
        what: 'changes sent while audit cannot be written',
        measured: sum(({ sent }) => sent),
        goal: 0,
      },
      {
        what: 'reads that failed meanwhile',
        measured: sum(({ readsFailed }) => readsFailed),
        goal: 0,
      },
      {
        what: 'sign-outs that failed meanwhile',
        measured: sum(({ signOutsFailed }) => signOutsFailed),
        goal: 0,
      },
      {
        what: 'until changes work again, without a restart',
        measured: Math.max(...all.map(({ healMs }) => healMs)),
        goal: HEALED_WITHIN_MS,
        unit: ' ms',
      },
      { what: 'broken promises', measured: sum(({ findings }) => findings.length), goal: 0 },
    ],
    counts: { 'a full disk': full === undefined ? 'not tried: mounting one needs root' : 'tried' },
    findings: all.flatMap(({ findings }) => findings),
  }
}
