// Sessions under load: signing out while calls are in flight, renewing a token while everybody asks.
import { setTimeout as wait } from 'node:timers/promises'
import { countBy, type Experiment, quantile } from './experiment.ts'
import type { Finding } from './judge.ts'
import { Operator } from './operator.ts'
import { inParallel, openWorld, type World } from './world.ts'

const AT_ONCE = 8
const ALIVE_AFTER_MS = 1_000
const LIST = '/api/default/deployments'

export const signOut: Experiment = {
  name: 'sign-out',
  title: 'Signing out with calls in flight',
  note: 'A session signs out while its reads, polls and changes are under way and its token is being renewed. A second later its cookie is tried on every replica.',
  rounds: 200,
  run: async ({ seed, rounds, database }) => {
    const replicas = database === undefined ? 1 : 2
    const world = await openWorld({
      seed,
      fleet: rounds + 60,
      replicas,
      database,
      // tokens that want renewing after two seconds, and answers that are on their way for a while
      simulator: { 'token-life': '4', latency: '5' },
    })
    try {
      let alive = 0
      let isVacuous = 0
      await inParallel(
        Array.from({ length: rounds }, (_, at) => at),
        AT_ONCE,
        async () => {
          const { signedOut, cookie, inFlight } = await signOutMidway(world)
          if (!signedOut || inFlight === 0) isVacuous += 1
          await wait(ALIVE_AFTER_MS)
          for (const { url } of world.replicas) {
            const ghost = new Operator(url, [], cookie)
            const answers = [await ghost.get('/bff/session'), await ghost.get(LIST)]
            if (answers.some(({ status }) => status !== 401)) alive += 1
          }
        },
      )
      const one = await world.signIn()
      const findings = await world.judge(one)
      return {
        figures: [
          {
            what: `sessions alive 1 s after sign-out, of ${rounds}`,
            measured: alive,
            goal: 0,
          },
          { what: 'broken promises', measured: findings.length, goal: 0 },
          {
            what: 'rounds with nothing in flight',
            measured: isVacuous,
            goal: Math.ceil(rounds / 10),
          },
        ],
        counts: {
          replicas,
          ...countBy(world.history, ({ state, code }) => state ?? code ?? 'no answer'),
        },
        findings,
      }
    } finally {
      await world.end()
    }
  },
}

async function signOutMidway(world: World) {
  const { random } = world
  const operator = await world.signIn(random.pick(world.replicas))
  const cookie = operator.cookie
  // until its token wants renewing, in some rounds
  await wait(random.pick([0, 0, 1_990, 2_010]))
  let left = 0
  const calls = Array.from({ length: 10 }, async (_, nth) => {
    const replica = random.pick(world.replicas)
    const caller = new Operator(replica.url, world.history, cookie)
    left += 1
    await (nth === 0 ? caller.click(world.nextClick()) : caller.get(LIST)).catch(() => undefined)
    left -= 1
  })
  await wait(random.between(0, 12))
  const inFlight = left
  const { status } = await operator.signOut()
  await Promise.all(calls)
  return { signedOut: status === 204, cookie, inFlight }
}

const TOKEN_LIFE_S = 10
const WAVES = 3

export const refresh: Experiment = {
  name: 'refresh',
  title: 'One renewal per token',
  note: 'Hundreds of requests of one session arrive at every replica when its token is due for renewal, three times over. What is refused for being too many is asked again.',
  rounds: 500,
  run: async ({ seed, rounds, database }) => {
    const replicas = database === undefined ? 1 : 2
    const world = await openWorld({
      seed,
      fleet: 30,
      replicas,
      database,
      simulator: { 'token-life': String(TOKEN_LIFE_S), latency: '20' },
    })
    try {
      const operator = await world.signIn()
      const statuses: number[] = []
      const times: number[] = []
      for (let wave = 0; wave < WAVES; wave++) {
        // half of its life: when a token this short-lived is due
        await wait((TOKEN_LIFE_S * 1000) / 2 + 20)
        const requests = Array.from({ length: rounds }, async (_, nth) => {
          const { url } = world.replicas[nth % world.replicas.length] ?? world.replicas[0]
          const caller = new Operator(url, [], operator.cookie)
          const started = performance.now()
          statuses.push(await askPatiently(caller))
          times.push(performance.now() - started)
        })
        await Promise.all(requests)
      }
      const most = Math.max(0, ...world.refreshes.values())
      const failed = statuses.filter((status) => status !== 200).length
      const findings: Finding[] = []
      if (world.refreshes.size < WAVES - 1) {
        findings.push({
          rule: 'a run that tests something',
          key: '',
          why: 'tokens were not renewed',
        })
      }
      return {
        figures: [
          {
            what: `most renewals of one token, ${rounds} requests at once, ${replicas} replicas`,
            measured: most,
            goal: 1,
          },
          { what: 'requests that failed', measured: failed, goal: 0 },
        ],
        counts: {
          replicas,
          'tokens renewed': world.refreshes.size,
          requests: statuses.length,
          'p99 of a request with its waiting, ms': Math.round(quantile(times, 0.99)),
        },
        findings,
      }
    } finally {
      await world.end()
    }
  },
}

/** A session may have 64 requests in flight and send 200 within a second; the rest waits. */
async function askPatiently(operator: Operator): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const { status } = await operator.get(LIST)
    if (status !== 429) return status
    await wait(100 + tries * 10)
  }
  return 429
}
