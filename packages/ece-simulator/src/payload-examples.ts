// Bodies of create and update calls for the tests.
import type { Operator } from './operator.ts'
import { pick } from './stranger.ts'

export const GB = 1024
const hot = {
  id: 'hot_content',
  instance_configuration_id: 'data.default',
  node_roles: [
    'master',
    'ingest',
    'data_hot',
    'data_content',
    'remote_cluster_client',
    'transform',
  ],
}
export const tier = (memory: number, zone_count: number) => ({
  ...hot,
  zone_count,
  size: { resource: 'memory', value: memory },
})
export const elasticsearch = (version: string, ...cluster_topology: object[]) => ({
  ref_id: 'main-elasticsearch',
  region: 'ece-region',
  plan: { deployment_template: { id: 'default' }, elasticsearch: { version }, cluster_topology },
})
export const stateless = (kind: string, configuration: string, extra: object = {}) => ({
  ref_id: `main-${kind}`,
  elasticsearch_cluster_ref_id: 'main-elasticsearch',
  region: 'ece-region',
  plan: {
    [kind]: {},
    cluster_topology: [
      {
        instance_configuration_id: configuration,
        zone_count: 1,
        size: { resource: 'memory', value: GB },
      },
    ],
    ...extra,
  },
})
export const fun = {
  name: 'fun',
  resources: {
    elasticsearch: [elasticsearch('8.17.4', tier(4 * GB, 1))],
    kibana: [stateless('kibana', 'kibana')],
  },
}

export const create = (operator: Operator, body: object, query = '') =>
  operator.call(`POST /deployments${query}`, { body })

/** Creates it and waits until it is up. */
export async function created(operator: Operator, body: object = fun, query = '') {
  const answer = await create(operator, body, query)
  if (answer.status !== 201) throw new Error(answer.text)
  const id = String(pick(answer.body, 'id'))
  operator.wait(120)
  return id
}

export const names = async (operator: Operator, id: string) =>
  (await operator.search(id)).topology?.instances?.map(({ instance_name }) => instance_name)
