// The console is killed at a random moment and started again, over and over, on the same data. More rounds:
//   KILL_ROUNDS=1000 npx vitest run --project bff apps/bff/src/hardening/killed.test.ts
import { rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { operations } from '@ece/api-types'
import { createSimulator, type Simulator } from '@ece/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newKey, pathOf } from '../forward/test-console.ts'
import { Browser, type Answer } from '../testing/browser.ts'
import { buildConsole, startBuilt, type BuiltConsole } from '../testing/built-console.ts'
import { makeDataDir } from '../testing/run-console.ts'

const ROUNDS = Number(process.env.KILL_ROUNDS ?? 12)
const LONGEST_LIFE_MS = 400
const CLICKERS = 3

let folder = ''
let simulator: Simulator
const dataDir = makeDataDir()
beforeAll(async () => {
  folder = await buildConsole('killed')
  simulator = await createSimulator({ fleet: Math.max(600, ROUNDS * 60), latency: 5 })
}, 120_000)
afterAll(async () => {
  await simulator.stop()
  for (const path of [folder, dataDir]) rmSync(path, { recursive: true, force: true })
})

/** One change: a key of its own on a deployment of its own, so that ECE's log tells how often it was sent. */
interface Click {
  readonly key: string
  readonly path: string
  /** What the operator got before the end, if anything. */
  answer?: Answer
}

const start = () => startBuilt(folder, { ECE_URL: simulator.url, DATA_DIR: dataDir })
const sendClick = (browser: Browser, { key, path }: Click) =>
  browser.ask({ method: 'POST', path: `/api/default${path}`, headers: { 'idempotency-key': key } })
const timesSent = ({ path }: Click) =>
  simulator.requests.filter((entry) => entry.method === 'POST' && entry.path.includes(path)).length

function* makeClicks(): Generator<Click, never> {
  for (const { id, resources } of simulator.world.deployments.values()) {
    const found = resources.find(({ kind }) => kind === 'elasticsearch')
    if (found === undefined) continue
    const params = { deployment_id: id, ref_id: found.ref_id }
    yield { key: newKey(), path: pathOf(operations.restartDeploymentEsResource, params) }
  }
  throw new Error('the fleet is too small for so many rounds')
}

/** Works until the console is gone. */
async function workOn(url: string, cookie: string | undefined, clicks: Generator<Click, never>) {
  const begun: Click[] = []
  const cookies: string[] = []
  const signedOut: string[] = []
  const gone = new AbortController()
  const until = async (work: () => Promise<void>) => {
    while (!gone.signal.aborted) {
      try {
        await work()
      } catch {
        return
      }
    }
  }
  const everything = [
    ...Array.from({ length: CLICKERS }, () =>
      until(async () => {
        const click = clicks.next().value
        begun.push(click)
        click.answer = await sendClick(new Browser(url, cookie), click)
      }),
    ),
    until(async () => {
      await new Browser(url, cookie).get('/api/default/deployments')
    }),
    until(async () => {
      const browser = new Browser(url)
      const reply = await browser.signIn(simulator.password, 'manager')
      if (reply.status !== 200 || browser.cookie === undefined) return
      const mine = browser.cookie
      cookies.push(mine)
      if (cookies.length % 2 === 0) return
      if ((await browser.signOut()).status === 204) signedOut.push(mine)
    }),
  ]
  return {
    begun,
    cookies,
    signedOut,
    finished: () => {
      gone.abort()
      return Promise.all(everything)
    },
  }
}

/** What must be true of a click after the restart; throws otherwise. Answers its state. */
async function checkClick(browser: Browser, click: Click): Promise<string> {
  const sent = timesSent(click)
  const record = await browser.get(`/bff/changes/${click.key}`)
  if (record.status === 404) {
    expect([sent, click.answer?.status]).toEqual([0, undefined])
    return 'unheard of'
  }
  expect(record.status).toBe(200)
  const state = String(record.json.state)
  const possible: Record<string, readonly number[]> = {
    accepted: [1],
    rejected: [1],
    not_sent: [0],
    unknown: [0, 1],
    found: [1],
    no_trace: [0],
  }
  expect([state, possible[state]]).toEqual([state, expect.arrayContaining([sent])])
  const { answer } = click
  if (answer !== undefined) {
    expect([answer.headers['x-ece-change-state'], answer.status]).toEqual([
      state,
      record.json.status,
    ])
  }
  const again = await sendClick(browser, click)
  expect([
    again.status,
    again.headers['idempotency-replayed'],
    again.headers['x-ece-change-state'],
  ]).toEqual([record.json.status, 'true', state])
  if (answer !== undefined) expect(again.text).toBe(answer.text)
  expect(timesSent(click)).toBe(sent)
  return state
}

test(
  `killed ${ROUNDS} times, the console forgets no sign-in and no answer, and sends nothing twice`,
  async () => {
    const clicks = makeClicks()
    const states = new Map<string, number>()
    let ended = 0
    let running: BuiltConsole = await start()
    const operator = new Browser(running.url)
    expect((await operator.signIn(simulator.password)).status).toBe(200)
    const startedAt = performance.now()
    for (let round = 0; round < ROUNDS; round += 1) {
      const work = await workOn(running.url, operator.cookie, clicks)
      await delay(Math.random() * LONGEST_LIFE_MS)
      await running.kill()
      await work.finished()

      running = await start()
      const browser = new Browser(running.url, operator.cookie)
      expect((await browser.get('/bff/session')).status).toBe(200)
      for (const click of work.begun) {
        const state = await checkClick(browser, click)
        states.set(state, (states.get(state) ?? 0) + 1)
      }
      for (const cookie of work.cookies) {
        const { status } = await new Browser(running.url, cookie).get('/bff/session')
        if (work.signedOut.includes(cookie)) {
          ended += 1
          expect(status).toBe(401)
        } else if (cookie !== work.cookies.at(-1)) expect(status).toBe(200)
      }
    }
    await running.kill()
    const seconds = (performance.now() - startedAt) / 1_000
    process.stdout.write(
      `killed: ${ROUNDS} rounds in ${seconds.toFixed(0)} s; ${[...states].map(([state, count]) => `${state}: ${count}`).join(', ')}; ${ended} sign-outs kept\n`,
    )
    expect(states.get('accepted')).toBeGreaterThan(0)
  },
  60_000 + ROUNDS * 5_000,
)
