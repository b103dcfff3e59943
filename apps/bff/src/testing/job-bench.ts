// For tests: a console with somebody signed in, a simulator behind it, and jobs over its deployments.
import type { Job, JobItem, NewJob } from '@ece/api-types/bff'
import { createSimulator, type Simulator, type SimulatorOptions } from '@ece/simulator'
import { expect, vi } from 'vitest'
import { newKey } from '../forward/test-console.ts'
import type { Answer, Browser } from './browser.ts'
import { runConsole, type Running } from './run-console.ts'
import type { Pace } from '../jobs/item-step.ts'

/** Plans that take a minute end within a tenth of a second. */
export const FAST = 1_000
export const HURRY: Pace = {
  firstLookMs: 50,
  pollMs: 100,
  lookShareMs: 10,
  holdMs: 200,
  settleMs: 1_000,
  noSignMs: 1_000,
}

export interface JobBench {
  readonly simulator: Simulator
  readonly console: Running
  readonly browser: Browser
  /** What ECE was asked before does not count. */
  since: number
  readonly stop: () => Promise<void>
}

export async function startJobs(
  options: SimulatorOptions = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<JobBench> {
  const simulator = await createSimulator({ fleet: 60, speed: FAST, ...options })
  const console = await runConsole(
    { ECE_URL: simulator.url, ...environment },
    {},
    { jobPace: HURRY },
  )
  const browser = console.browser()
  expect((await browser.signIn(simulator.password)).status).toBe(200)
  return {
    simulator,
    console,
    browser,
    since: 0,
    stop: async () => {
      await console.stop()
      await simulator.stop()
    },
  }
}

export interface Target {
  readonly params: { readonly deployment_id: string; readonly ref_id: string }
  readonly name: string
}

interface Hit {
  readonly id: string
  readonly name: string
  readonly healthy?: boolean
  readonly metadata?: { readonly system_owned?: boolean }
  readonly resources: {
    readonly elasticsearch?: readonly {
      readonly ref_id: string
      readonly info?: {
        readonly status?: string
        readonly plan_info?: { readonly healthy?: boolean; readonly pending?: unknown }
      }
    }[]
  }
}

/** Elasticsearch resources that are well and left alone; `skip` so many of them, which other tests have worked on. */
export async function findTargets(browser: Browser, count: number, skip = 0): Promise<Target[]> {
  const path = '/api/default/deployments/_search'
  const { json } = await browser.ask({ method: 'POST', path, body: { size: 500 } })
  // the row's own schema has been over it
  const hits = json.deployments as readonly Hit[]
  const found = hits.flatMap(({ id, name, healthy, metadata, resources }): Target[] => {
    const [one] = resources.elasticsearch ?? []
    const isGood =
      healthy === true &&
      metadata?.system_owned !== true &&
      one?.info?.status === 'started' &&
      one.info.plan_info?.healthy === true &&
      !one.info.plan_info.pending
    return isGood ? [{ params: { deployment_id: id, ref_id: one.ref_id }, name }] : []
  })
  if (found.length < skip + count) throw new Error(`only ${found.length} deployments are well`)
  return found.slice(skip, skip + count)
}

export const restartJob = (items: NewJob['items'], more: Partial<NewJob> = {}): NewJob => ({
  installation: 'default',
  operation: 'restartDeploymentEsResource',
  title: 'Restart Elasticsearch',
  items,
  canary: 1,
  concurrency: 4,
  soak_seconds: 0,
  keep_going: false,
  ...more,
})

export const postJob = (browser: Browser, body: unknown, key = newKey()): Promise<Answer> =>
  browser.ask({ method: 'POST', path: '/bff/jobs', body, headers: { 'idempotency-key': key } })

export async function makeJob(browser: Browser, body: NewJob): Promise<Job> {
  const answer = await postJob(browser, body)
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([201, expect.any(String)])
  return answer.json
}

export const getJob = async (browser: Browser, id: string): Promise<Job> =>
  (await browser.get(`/bff/jobs/${id}`)).json

export const getItems = async (browser: Browser, id: string, query = ''): Promise<JobItem[]> =>
  (await browser.get(`/bff/jobs/${id}/items${query}`)).json.items

export const control = (browser: Browser, id: string, verb: 'pause' | 'resume' | 'stop') =>
  browser.ask({ method: 'POST', path: `/bff/jobs/${id}/_${verb}` })

/** Waits until the job is as told, and answers it. */
export async function until(
  browser: Browser,
  id: string,
  isSo: (job: Job) => boolean,
  timeout = 20_000,
): Promise<Job> {
  let job: Job | undefined
  await vi.waitFor(
    async () => {
      job = await getJob(browser, id)
      expect(isSo(job), JSON.stringify(job)).toBe(true)
    },
    { timeout, interval: 50 },
  )
  if (job === undefined) throw new Error('the job was not read')
  return job
}

export const isOver = ({ ended_at: end }: Job) => end !== undefined

/** How often ECE was asked to restart this one. */
export const timesRestarted = (
  { simulator, since }: Pick<JobBench, 'simulator' | 'since'>,
  { params }: Pick<Target, 'params'>,
): number =>
  simulator.requests.filter(
    ({ method, path, at }) =>
      method === 'POST' &&
      at >= since &&
      path.includes(params.deployment_id) &&
      path.includes('_restart'),
  ).length
