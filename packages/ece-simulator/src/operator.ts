// An operator for the tests of deployments: calls over the wire, typed reading, and a clock to wait on.
import { type Deployment, operations, type PlanAttempt, z } from '@ece/api-types'
import { type Call, type Heard, pick, signIn, startSimulator } from './stranger.ts'
import type { Simulator, SimulatorOptions } from './simulator.ts'

export type Info = NonNullable<
  NonNullable<Deployment['resources']['elasticsearch']>[number]['info']
>

export interface Operator {
  readonly simulator: Simulator
  call(line: string, options?: Call): Promise<Heard>
  /** Moves the clock; seconds. */
  wait(seconds: number): void
  /** Id of the deployment with this name. */
  idOf(name: string): Promise<string>
  get(id: string, query?: string): Promise<Deployment>
  /** `info` of the Elasticsearch resource, with plan logs and history. */
  search(id: string): Promise<Info>
}

export const FULL = 'show_plans=true&show_plan_logs=true&show_plan_history=true&show_settings=true'

export async function startOperator(
  options: SimulatorOptions = {},
  user = 'admin',
): Promise<Operator> {
  // tests move the clock by hours
  const simulator = await startSimulator({ tokenLife: 10_000_000, ...options })
  const { call } = await signIn(simulator, user)
  const get = async (id: string, query = FULL) => {
    const { body, status } = await call(`GET /deployments/${id}?${query}`)
    if (status !== 200) throw new Error(`GET ${id} answered ${status}`)
    return z.parse(operations.getDeployment.response, body)
  }
  return {
    simulator,
    call,
    wait: (seconds) => simulator.clock.advance(seconds * 1000),
    async idOf(name) {
      const query = { term: { 'name.keyword': { value: name } } }
      const { body } = await call('POST /deployments/_search', { body: { query } })
      const id = pick(body, 'deployments', 0, 'id')
      if (typeof id !== 'string') throw new Error(`There is no deployment ${name}`)
      return id
    },
    get,
    async search(id) {
      const [found] = (await get(id)).resources.elasticsearch ?? []
      if (!found?.info) throw new Error(`${id} has no Elasticsearch`)
      return found.info
    },
  }
}

/** Names of instances that run neither container nor service, or only half. */
export const down = ({ topology }: Info) =>
  (topology?.instances ?? []).filter(({ healthy }) => healthy === false)

export const zonesOf = (instances: ReturnType<typeof down>) => [
  ...new Set(instances.map(({ zone }) => zone)),
]

export const shards = ({ elasticsearch }: Info) => elasticsearch?.shards_status?.status

export const stepsOf = (attempt: Pick<PlanAttempt, 'plan_attempt_log'> | null | undefined) =>
  (attempt?.plan_attempt_log ?? []).map(({ step_id }) => step_id)

/** Looks every `step` seconds until no plan is pending; answers with what each look saw. */
export async function watch(
  operator: Operator,
  id: string,
  step = 1,
  most = 200,
): Promise<readonly Info[]> {
  const seen: Info[] = []
  for (let look = 0; look < most; look += 1) {
    const info = await operator.search(id)
    seen.push(info)
    if (!info.plan_info?.pending) return seen
    operator.wait(step)
  }
  throw new Error('The plan did not end')
}
