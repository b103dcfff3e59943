// Jobs whose console is killed, over and over, at every place on the way of an item.
import { setTimeout as wait } from 'node:timers/promises'
import { type Experiment, countBy } from './experiment.ts'
import { type Finding, judge, type Told } from './judge.ts'
import { type Answer, listOf, type Operator, pick } from './operator.ts'
import { openWorld, type Target, type World } from './world.ts'

const POINTS = [
  'job.item_checked',
  'job.item_sending',
  'job.item_answered',
  'job.before_conclude',
  'change.after_intent',
  'change.after_sending',
  'change.after_answer',
  'change.after_outcome',
  'audit.before_commit',
] as const

const JOBS = 8
const ENDED = new Set(['done', 'failed', 'stopped', 'paused'])
/** A turn of a console that died ends by itself; unknown items are settled after half a minute. */
const PATIENCE_MS = 300_000
const LIFE_MS = 16_000
const ITEMS_PER_KILL = 8

export const bulk: Experiment = {
  name: 'bulk',
  title: 'Jobs cut at every item',
  note: 'Jobs restart Elasticsearch of many deployments, eight jobs at a time; the console is killed at a named place on the way of an item, eight times and more, so that it hits all jobs at different items, and each next one goes on with what it finds, on SQLite and (where there is one) on PostgreSQL. In the end every item says what happened to its deployment, and ECE heard of each at most once.',
  rounds: 101,
  run: async ({ seed, rounds, database }) => {
    const runs = await Promise.all([
      runJobs(seed, rounds, undefined),
      ...(database === undefined ? [] : [runJobs(seed + 1, rounds, database)]),
    ])
    const findings = runs.flatMap((run) => run.findings)
    const count = (rule: RegExp) => findings.filter((found) => rule.test(found.rule)).length
    const doubles = count(/effect per key|at most once/)
    const orphans = count(/nothing unasked|item and effect/)
    return {
      figures: [
        { what: 'deployments changed twice', measured: doubles, goal: 0 },
        {
          what: 'effects without an item that says so, and the reverse',
          measured: orphans,
          goal: 0,
        },
        { what: 'other broken promises', measured: findings.length - doubles - orphans, goal: 0 },
      ],
      counts: Object.fromEntries(runs.flatMap(({ counts }) => Object.entries(counts))),
      findings,
    }
  },
}

async function runJobs(seed: number, total: number, database: string | undefined) {
  const world = await openWorld({ seed, fleet: total + 80, database })
  const store = database === undefined ? 'SQLite' : 'PostgreSQL'
  try {
    let operator = await world.signIn()
    const ids: string[] = []
    const perJob = Math.ceil(total / JOBS)
    const targets = healthyFirst(world).slice(0, total)
    for (let at = 0; at < targets.length; at += perJob) {
      ids.push(await makeJob(world, operator, targets.slice(at, at + perJob)))
    }
    const [replica] = world.replicas
    let kills = 0
    const deadline = Date.now() + PATIENCE_MS
    const mostKills = Math.ceil(total / ITEMS_PER_KILL)
    const positions = new Set<string>()
    for (;;) {
      const jobs: Answer[] = []
      for (const id of ids) jobs.push(await askAlive(world, operator, `/bff/jobs/${id}`))
      const isOver = jobs.every(({ json }) => ENDED.has(String(pick(json, 'state'))))
      if (isOver || Date.now() > deadline) break
      if (kills >= mostKills) {
        await wait(500)
        continue
      }
      for (const [nth, { json }] of jobs.entries()) {
        const counts = pick(json, 'counts')
        const ended = ['done', 'failed', 'skipped'].map((state) => Number(pick(counts, state) ?? 0))
        const position = ended.reduce((sum, count) => sum + count, 0)
        if (!ENDED.has(String(pick(json, 'state')))) positions.add(`${nth}/${position}`)
      }
      const point = POINTS[kills % POINTS.length] ?? POINTS[0]
      await replica.program.kill()
      await replica.restart(`${point}:${world.random.between(1, JOBS)}:kill9`)
      kills += 1
      await Promise.race([replica.program.gone, wait(LIFE_MS)])
      operator = await signInAgain(world, operator)
    }
    await replica.program.kill()
    await replica.restart()
    operator = await signInAgain(world, operator)
    const findings = await judgeJobs(world, operator, ids)
    const items = (await readItems(operator, ids)).map(({ state }) => state)
    return {
      findings,
      counts: {
        [`${store}: items`]: items.length,
        [`${store}: kills`]: kills,
        [`${store}: positions at which a job was cut`]: positions.size,
        ...Object.fromEntries(
          Object.entries(countBy(items, (state) => state)).map(([state, count]) => [
            `${store}: in the end ${state}`,
            count,
          ]),
        ),
      },
    }
  } finally {
    await world.end()
  }
}

/** The first ones of a fleet are made by hand, and many of them are ill on purpose. */
const healthyFirst = (world: World): Target[] =>
  world.targets.toSorted((a, b) => world.targets.indexOf(b) - world.targets.indexOf(a))

async function makeJob(world: World, operator: Operator, targets: readonly Target[]) {
  const id = world.random.uuid()
  const answer = await operator.ask({
    method: 'POST',
    path: '/bff/jobs',
    headers: { 'idempotency-key': id },
    body: {
      installation: 'default',
      operation: 'restartDeploymentEsResource',
      title: 'Restart Elasticsearch',
      reason: 'fault test',
      items: targets.map((target) => ({
        params: { deployment_id: target.id, ref_id: target.refId },
        name: target.name,
      })),
      canary: 1,
      concurrency: 3,
      soak_seconds: 0,
      keep_going: true,
    },
  })
  if (answer.status !== 201) throw new Error(`a job was answered ${answer.status} ${answer.text}`)
  return id
}

/** Whoever is asked may have been killed since; then the next one is. */
async function askAlive(world: World, by: Operator, path: string): Promise<Answer> {
  const [replica] = world.replicas
  for (let left = 10; ; left--) {
    if (!replica.program.isRunning()) await replica.restart()
    try {
      return await by.get(path)
    } catch (error) {
      if (left === 0) throw error
      await wait(100)
    }
  }
}

async function signInAgain(world: World, before: Operator): Promise<Operator> {
  const answer = await askAlive(world, before, '/bff/session')
  if (answer.status === 200) return before
  // not to be killed in the middle
  await world.replicas[0].program.kill()
  await world.replicas[0].restart()
  return world.signIn()
}

interface Item {
  readonly state: string
  readonly changeId: string
  readonly path: string
}

async function readItems(operator: Operator, ids: readonly string[]): Promise<Item[]> {
  const pages: Answer[] = []
  for (const id of ids) pages.push(await operator.get(`/bff/jobs/${id}/items?limit=500`))
  return pages.flatMap(({ json }) =>
    listOf(json, 'items').map((item) => ({
      state: String(pick(item, 'state')),
      changeId: textOf(pick(item, 'change_id')),
      path: `/deployments/${String(pick(item, 'params', 'deployment_id'))}/elasticsearch/${String(pick(item, 'params', 'ref_id'))}/_restart`,
    })),
  )
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

const HAPPENED = new Set(['done', 'running', 'soaking'])
const DID_NOT = new Set(['not_started', 'skipped', 'checking'])

async function judgeJobs(world: World, operator: Operator, ids: readonly string[]) {
  const items = await readItems(operator, ids)
  const recorded = await world.recorded(operator)
  const audit = await world.audit(operator)
  const truth = await world.truth()
  // what jobs send is as good as what browsers send: each item with its own key
  const told: Told[] = items
    .filter(({ changeId }) => recorded.some(({ id }) => id === changeId))
    .map(({ changeId, path }) => ({ key: changeId, method: 'POST', path, at: 0 }))
  const findings: Finding[] = judge({
    told,
    truth,
    recorded,
    ...(audit === undefined ? {} : { audit }),
  })
  for (const { state, changeId, path } of items) {
    const effects = truth.filter((one) => one.path.includes(path) && one.effect_at !== undefined)
    const rule = 'item and effect'
    if (HAPPENED.has(state) && effects.length === 0) {
      findings.push({ rule, key: changeId, why: `${state} without an effect` })
    }
    if (DID_NOT.has(state) && effects.length > 0) {
      findings.push({ rule, key: changeId, why: `${state} with an effect` })
    }
    if (state === 'sending' || state === 'unknown') {
      findings.push({ rule: 'every item ends', key: changeId, why: `left in ${state}` })
    }
  }
  if (items.filter(({ state }) => state === 'done').length * 2 < items.length) {
    const why = 'fewer than half of the items were done'
    findings.push({ rule: 'a run that tests something', key: '', why })
  }
  return findings
}
