// The deployments of a simulator, read one by one past the console, and what is wrong with them by rules of this file: a
// second opinion on what the console's searches find.
import type { Simulator } from './servers.ts'

interface Instance {
  readonly zone?: string
}
interface Info {
  readonly status?: string
  readonly plan_info?: {
    readonly healthy?: boolean
    readonly pending?: { readonly attempt_start_time: string }
  }
  readonly snapshots?: { readonly latest_successful_end_time?: string }
  readonly settings?: { readonly snapshot?: { readonly repository?: object } }
  readonly topology?: { readonly instances: readonly Instance[] }
}
interface Resource {
  readonly info: Info
}
export interface WholeDeployment {
  readonly id: string
  readonly name: string
  readonly healthy: boolean
  readonly metadata: { readonly hidden: boolean; readonly system_owned: boolean }
  readonly resources: Readonly<Record<string, readonly Resource[]>>
}

async function ask(url: string, token: string, path: string): Promise<unknown> {
  const response = await fetch(`${url}/api/v1${path}`, {
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
  })
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
  return response.json()
}

/** Every deployment that this user may see. */
export async function readWorld(
  { url, password }: Simulator,
  username = 'admin',
): Promise<WholeDeployment[]> {
  const login = await fetch(`${url}/api/v1/users/auth/_login`, {
    method: 'POST',
    body: JSON.stringify({ username, password }),
  })
  // shapes of ece-behaviour 2.2 and 3; a test would fail on anything else
  const { token } = (await login.json()) as { token: string }
  const { deployments } = (await ask(url, token, '/deployments')) as {
    deployments: { id: string }[]
  }
  return Promise.all(
    deployments.map(
      async ({ id }) =>
        // see above
        (await ask(
          url,
          token,
          `/deployments/${id}?show_plans=true&show_settings=true`,
        )) as WholeDeployment,
    ),
  )
}

const HOUR = 3_600_000
const isOlderThan = (hours: number, time: string | undefined) =>
  time !== undefined && Date.now() - Date.parse(time) > hours * HOUR

const searchesOf = ({ resources }: WholeDeployment) =>
  (resources['elasticsearch'] ?? []).map(({ info }) => info)
const allOf = ({ resources }: WholeDeployment) =>
  Object.values(resources).flatMap((each) => each.map(({ info }) => info))
const runs = (deployment: WholeDeployment) =>
  searchesOf(deployment).every(({ status }) => status !== 'stopped')
const isInOneZone = (deployment: WholeDeployment) =>
  searchesOf(deployment).some(
    ({ topology }) => new Set(topology?.instances.map(({ zone }) => zone)).size === 1,
  )

/** By the words on the screen. */
const RULES: Readonly<Record<string, (deployment: WholeDeployment) => boolean>> = {
  Unhealthy: (deployment) => !deployment.healthy && runs(deployment),
  'Last plan failed': (deployment) =>
    allOf(deployment).some(({ plan_info }) => plan_info?.healthy === false),
  'Plan stuck': (deployment) =>
    allOf(deployment).some(({ plan_info }) =>
      isOlderThan(1, plan_info?.pending?.attempt_start_time),
    ),
  'Snapshot old': (deployment) =>
    runs(deployment) &&
    searchesOf(deployment).some(({ snapshots }) =>
      isOlderThan(24, snapshots?.latest_successful_end_time),
    ),
  'No snapshot': (deployment) =>
    runs(deployment) &&
    searchesOf(deployment).some(
      ({ snapshots, settings }) =>
        snapshots?.latest_successful_end_time === undefined ||
        settings?.snapshot?.repository === undefined,
    ),
  'Single zone': isInOneZone,
  'System in one zone': (deployment) => deployment.metadata.system_owned && isInOneZone(deployment),
}

/** Each problem with the names of the deployments that have it, sorted; hidden ones are in no list. */
export const listProblems = (world: readonly WholeDeployment[]) =>
  Object.entries(RULES).map(([label, holds]) => ({
    label,
    names: world
      .filter((deployment) => !deployment.metadata.hidden && holds(deployment))
      .map(({ name }) => name)
      .toSorted(),
  }))
