// One job whose console dies at each item of a stretch of it.
import { setTimeout as wait } from 'node:timers/promises'
import { type Flight, killAt, POINTS, readFlights } from './cut-items.ts'
import type { Finding } from './judge.ts'
import { judgeJob, readItems } from './judge-job.ts'
import { type Answer, listOf, type Operator, pick } from './operator.ts'
import { openWorld, type Replica, type World, type WorldOptions } from './world.ts'

interface CutJob {
  readonly seed: number
  readonly items: number
  /** Those to be cut, in ascending order; at least one. */
  readonly positions: readonly number[]
  readonly concurrency: number
  /** `postgres://…` with a schema that is only for this job; default: SQLite. */
  readonly database: string | undefined
  readonly onProgress: (line: string) => void
}

export interface CutRun {
  readonly cut: ReadonlySet<number>
  /** Where the console died, once per item that it died at for the first time. */
  readonly points: readonly string[]
  readonly kills: number
  readonly resumed: number
  /** Of the items, in the end. */
  readonly states: readonly string[]
  readonly findings: readonly Finding[]
}

/** On PostgreSQL a dead console is missed after some 20 s, and an unknown change is settled after 30 s. */
const LONGEST_LIFE_MS = 150_000
/** All items before the first one to be cut, or after the last one. */
const LONGEST_STRETCH_MS = 300_000
const POLL_MS = 500
/** So many deployments more, because some of a fleet are ill on purpose. */
const ILL = 150
const KILLS_PER_ITEM = 4

export async function runCutJob(options: CutJob): Promise<CutRun> {
  const { seed, items, positions, concurrency, database, onProgress } = options
  const [first = 0] = positions
  const world = await openInTurn({ seed, fleet: items + ILL, database })
  const [replica] = world.replicas
  const missing = new Set(positions)
  const cut = new Set<number>()
  const points: string[] = []
  let [kills, resumed] = [0, 0]
  try {
    const by = await world.signIn()
    let id = ''
    const watch = (patience: number) =>
      waitForEnd({ replica, by, id, onResumed: () => void (resumed += 1) }, patience)
    await replica.program.kill()
    let flights: readonly Flight[] = []
    while (missing.size > 0 && kills < KILLS_PER_ITEM * positions.length) {
      // each job begins at another place, but none with the one whose hits do not count items
      const point = POINTS[((first % (POINTS.length - 1)) + kills) % POINTS.length] ?? POINTS[0]
      const isFirst = kills === 0
      // some die before they are up
      await replica.restart(killAt(point, flights, isFirst ? first : 0)).catch(() => undefined)
      if (id === '') id = await makeJob(world, by, items, concurrency)
      // over before it died: what is missing was passed
      if (await watch(isFirst ? LONGEST_STRETCH_MS : LONGEST_LIFE_MS)) break
      const place = replica.program.isRunning() ? 'no place of ours' : point
      await replica.program.kill()
      kills += 1
      flights = await readFlights({ dataDir: world.dataDir, database })
      for (const { position } of flights) {
        cut.add(position)
        if (missing.delete(position)) points.push(place)
      }
    }
    if (!replica.program.isRunning()) await replica.restart()
    onProgress(`${kills} kills, ${missing.size} positions missed`)
    const isOver = await watch(LONGEST_STRETCH_MS)
    const findings = await judgeJob(world, by, id)
    if (!isOver) findings.push({ rule: 'every job ends', key: id, why: 'it does not' })
    const states = (await readItems(by, id)).map(({ state }) => state)
    return { cut, points, kills, resumed, states, findings }
  } finally {
    await world.end()
  }
}

let opening: Promise<unknown> = Promise.resolve()
/** Each start takes a core for a while, and PostgreSQL makes one schema at a time. */
function openInTurn(options: WorldOptions): Promise<World> {
  const opened = opening.then(() => openWorld(options))
  opening = opened.catch(() => undefined)
  return opened
}

interface Watched {
  readonly replica: Replica
  readonly by: Operator
  readonly id: string
  readonly onResumed?: () => void
}

/** Until the console is gone (answers false) or the job is over; resumes it when it pauses, as its operator would. */
export async function waitForEnd(
  { replica, by, id, onResumed }: Watched,
  patience: number,
): Promise<boolean> {
  const { program } = replica
  const deadline = Date.now() + patience
  while (program.isRunning() && Date.now() < deadline) {
    // it may die while it is asked
    const answer = await by.get(`/bff/jobs/${id}`).catch(() => undefined)
    if (typeof pick(answer?.json, 'ended_at') === 'string') return true
    if (pick(answer?.json, 'state') === 'paused') {
      const resuming = by.ask({ method: 'POST', path: `/bff/jobs/${id}/_resume` })
      if ((await resuming.catch(() => undefined))?.status === 200) onResumed?.()
    }
    await Promise.race([program.gone, wait(POLL_MS)])
  }
  return false
}

/** Elasticsearch that is well and left alone: any other is skipped before it can be cut. */
async function findWell(by: Operator, size: number) {
  const { json } = await by.ask({
    method: 'POST',
    path: '/api/default/deployments/_search',
    body: { size },
  })
  return listOf(json, 'deployments').flatMap((one) => {
    const search = pick(one, 'resources', 'elasticsearch', 0)
    const isWell =
      pick(one, 'healthy') === true &&
      pick(search, 'info', 'status') === 'started' &&
      pick(search, 'info', 'plan_info', 'healthy') === true &&
      pick(search, 'info', 'plan_info', 'pending') === undefined
    const params = { deployment_id: pick(one, 'id'), ref_id: pick(search, 'ref_id') }
    return isWell ? [{ params, name: pick(one, 'name') }] : []
  })
}

/** Answers its id. */
export async function makeJob(
  world: World,
  by: Operator,
  count: number,
  concurrency: number,
): Promise<string> {
  const id = world.random.uuid()
  const targets = await findWell(by, count + ILL)
  if (targets.length < count) throw new Error(`only ${targets.length} deployments are well`)
  const answer: Answer = await by.ask({
    method: 'POST',
    path: '/bff/jobs',
    headers: { 'idempotency-key': id },
    body: {
      installation: 'default',
      operation: 'restartDeploymentEsResource',
      title: 'Restart Elasticsearch',
      reason: 'fault test',
      items: targets.slice(0, count),
      canary: 1,
      concurrency,
      soak_seconds: 0,
      keep_going: true,
    },
  })
  if (answer.status !== 201) throw new Error(`a job was answered ${answer.status} ${answer.text}`)
  return id
}
