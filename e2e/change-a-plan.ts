// Changes of plans behind the console's back, as a colleague's script makes them.
import { expect } from './fixtures.ts'
import type { Simulator } from './servers.ts'

interface Element {
  readonly id?: string
  zone_count?: number
  size?: { value: number; resource?: string }
}
export interface Plan {
  cluster_topology: Element[]
  elasticsearch: { version: string; user_settings_yaml?: string }
  transient?: object
}
interface Whole {
  readonly resources: {
    readonly elasticsearch: readonly {
      readonly id: string
      readonly info: {
        readonly plan_info: {
          readonly current: { readonly plan_attempt_id: string; readonly plan: Plan }
          readonly pending?: unknown
          readonly history: readonly { readonly plan_attempt_id: string }[]
        }
      }
    }[]
  }
}

/** ECE itself, as a colleague's script would use it. */
async function callEce(simulator: Simulator, method: string, path: string, body?: unknown) {
  const response = await fetch(`${simulator.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`admin:${simulator.password}`).toString('base64')}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`)
  // as much of the answer as these tests read
  return (await response.json()) as Whole
}

const HISTORY = '?show_plans=true&show_plan_history=true'

/** The Elasticsearch of a deployment. */
export async function searchOf(simulator: Simulator, id: string) {
  const { resources } = await callEce(simulator, 'GET', `/deployments/${id}${HISTORY}`)
  const [found] = resources.elasticsearch
  if (found === undefined) throw new Error(`deployment ${id} has no Elasticsearch`)
  return found
}

/** Sends the current plan with a change in it. */
export async function sendPlan(simulator: Simulator, id: string, change: (plan: Plan) => void) {
  const { info } = await searchOf(simulator, id)
  const plan = structuredClone(info.plan_info.current.plan)
  // as ECE's own console sends it; a reboot or a move of the last attempt is not to happen again
  plan.transient = { strategy: { autodetect: {} } }
  change(plan)
  const resource = { ref_id: 'main-elasticsearch', region: 'ece-region', plan }
  const body = { prune_orphans: false, resources: { elasticsearch: [resource] } }
  await callEce(simulator, 'PUT', `/deployments/${id}`, body)
}

/** The same, and waits until it has ended, well or not. */
export async function changePlan(simulator: Simulator, id: string, change: (plan: Plan) => void) {
  await sendPlan(simulator, id, change)
  await expect
    .poll(async () => (await searchOf(simulator, id)).info.plan_info.pending, { timeout: 30_000 })
    .toBeUndefined()
}
