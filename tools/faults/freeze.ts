// A process that sleeps is no dead one: it wakes up and goes on where it was. Others have taken over by then.
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { waitUntilSettled } from './crew.ts'
import { makeJob, waitForEnd } from './cut-job.ts'
import { type Experiment, countBy } from './experiment.ts'
import { freezePostgres } from './freeze-postgres.ts'
import type { Finding } from './judge.ts'
import { judgeJob, readItems } from './judge-job.ts'
import type { Click, Operator } from './operator.ts'
import { inParallel, openWorld, type Replica, type World } from './world.ts'

/** Each is a place at which something else may be done meanwhile by somebody else. */
const PLACES = [
  'job.item_checked',
  'job.item_sending',
  'change.after_sending',
  'change.after_intent',
  'change.after_answer',
  'change.before_intent',
  'change.intent_uncommitted',
  'change.after_outcome',
  'job.item_answered',
  'job.before_conclude',
] as const
type Place = (typeof PLACES)[number]

const ITEMS = 5
const AT_ONCE = 5
/** Longer than a turn lasts, and than the console may be away between its record and its first byte. */
const ALONE_MS = 15_000
const SETTLED_MS = 120_000
/** Until a console is at the place where it stops. */
const COMING_MS = 60_000

export const freeze: Experiment = {
  name: 'freeze',
  title: 'A process that sleeps and wakes up',
  note: 'SIGSTOP stops a console at a named place on the way of a change or of an item of a job. On PostgreSQL a second console takes over and goes on until all is settled, and its operator presses the same key again; only then SIGCONT wakes the first one. On SQLite it is alone and sleeps for 15 s. Then PostgreSQL itself is stopped, all its processes, while operators go on clicking, and woken.',
  rounds: PLACES.length,
  run: async ({ seed, rounds, database, onProgress }) => {
    const findings: Finding[] = []
    const counts: string[] = []
    const places = PLACES.slice(0, rounds)
    const visits = [
      ...places.map((place, at) => ({ place, at, store: undefined })),
      ...(database === undefined
        ? []
        : places.map((place, at) => ({ place, at, store: database }))),
    ]
    await inParallel(visits, AT_ONCE, async ({ place, at, store }) => {
      const world = await openWorld({
        seed: seed + at,
        fleet: 150,
        ...(store === undefined ? {} : { database: schemaOf(store, at), replicas: 2 }),
      })
      try {
        const name = `${store === undefined ? 'SQLite' : 'PostgreSQL'}, ${place}`
        const found = await (place.startsWith('job.') ? sleepInJob : sleepInChange)(world, place)
        findings.push(...found.findings.map((one) => ({ ...one, why: `${name}: ${one.why}` })))
        counts.push(...found.ends.map((end) => `in the end ${end}`))
        onProgress?.(`${name}: ${found.findings.length} findings`)
      } finally {
        // one that still sleeps would never hear that it should end
        for (const replica of world.replicas) if (replica.program.isRunning()) wake(replica)
        await world.end()
      }
    })
    const frozen = await freezePostgres({ seed, rounds: Math.ceil(rounds / 2) })
    findings.push(...frozen.findings)
    const twice = findings.filter(({ rule }) => /effect per key|at most once/.test(rule)).length
    return {
      figures: [
        { what: 'changes sent twice by a console that woke up', measured: twice, goal: 0 },
        { what: 'broken promises besides', measured: findings.length - twice, goal: 0 },
      ],
      counts: {
        'consoles stopped and woken': visits.length,
        ...countBy(counts, (end) => end),
        ...frozen.counts,
      },
      findings,
    }
  },
}

interface Slept {
  readonly ends: readonly string[]
  readonly findings: readonly Finding[]
}

/** Until it has stopped at the place. A busy machine answers late as well, so Linux is asked how it is. */
async function stopAt(replica: Replica): Promise<void> {
  const deadline = Date.now() + COMING_MS
  while (Date.now() < deadline) {
    if (replica.program.isRunning() && (await isAsleep(replica))) return
    await wait(250)
  }
  throw new Error('the console never came to the place where it should have stopped')
}

async function isAsleep({ program, url }: Replica): Promise<boolean> {
  try {
    const text = readFileSync(`/proc/${program.pid}/stat`, 'utf8')
    // after the name in brackets: T is stopped by a signal (proc(5))
    return text.slice(text.lastIndexOf(')') + 2).startsWith('T')
  } catch {
    return fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1_000) }).then(
      () => false,
      () => true,
    )
  }
}

const wake = ({ program }: Replica) => process.kill(program.pid, 'SIGCONT')

async function rearm(replica: Replica, place: Place): Promise<void> {
  await replica.program.stop()
  await replica.restart(`${place}:1:stop`)
}

async function sleepInJob(world: World, place: Place): Promise<Slept> {
  const [sleeper, other] = world.replicas
  await rearm(sleeper, place)
  const by = await world.signIn(sleeper)
  // or it might take the job first
  if (other !== undefined) process.kill(other.program.pid, 'SIGSTOP')
  const id = await makeJob(world, by, ITEMS, 1)
  await stopAt(sleeper)
  if (other !== undefined) wake(other)
  const job = (replica: Replica, who: Operator) => ({ replica, by: who, id })
  if (other === undefined) await wait(ALONE_MS)
  else await waitForEnd(job(other, await world.signIn(other)), SETTLED_MS)
  wake(sleeper)
  const isOver = await waitForEnd(job(sleeper, by), SETTLED_MS)
  // what the sleeper still has in its hands
  await wait(other === undefined ? 0 : ALONE_MS / 3)
  const findings = await judgeJob(world, by, id)
  if (!isOver) findings.push({ rule: 'every job ends', key: id, why: 'it does not' })
  return { findings, ends: (await readItems(by, id)).map(({ state }) => `item ${state}`) }
}

async function sleepInChange(world: World, place: Place): Promise<Slept> {
  const [sleeper, other] = world.replicas
  await rearm(sleeper, place)
  const by = await world.signIn(sleeper)
  const click = world.nextClick()
  const pressed = by.click(click)
  await stopAt(sleeper)
  if (other === undefined) await wait(ALONE_MS)
  else await goOn(world, await world.signIn(other), click)
  wake(sleeper)
  await pressed
  // the same key once more, and another change of the same target
  await by.click(click)
  await waitUntilSettled(world, by)
  await by.click({
    ...click,
    key: world.random.uuid(),
    path: `${click.path}?shard_init_wait_time=601`,
  })
  await waitUntilSettled(world, by)
  const recorded = await world.recorded(by)
  return { findings: await world.judge(by), ends: recorded.map(({ state }) => `change ${state}`) }
}

/** The operator tries again at the other console until it says how it ended. */
async function goOn(world: World, by: Operator, click: Click): Promise<void> {
  const deadline = Date.now() + SETTLED_MS
  await by.click(click)
  while (Date.now() < deadline) {
    const mine = (await world.recorded(by)).find(({ id }) => id === click.key)
    const isOpen = ['intent', 'sending', 'unknown'].includes(mine?.state ?? 'intent')
    if (mine !== undefined && (!isOpen || mine.concluded === true)) break
    await wait(1_000)
    if (mine === undefined) await by.click(click)
  }
  await by.click(click)
}

function schemaOf(database: string, at: number): string {
  const url = new URL(database)
  url.searchParams.set('schema', `${url.searchParams.get('schema') ?? 'faults'}_${at}`)
  return url.href
}
