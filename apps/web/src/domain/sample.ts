// Deployments for tests, in the shapes of ece-behaviour 3.4 to 3.8. Nothing but tests imports this.
import type { Deployment, Instance, PlanStep } from '@ece/api-types'
import type { Attempt, ResourceInfo } from './shapes.ts'

/** All samples are looked at in this moment. */
export const NOW = Date.parse('2025-05-09T09:08:30.000Z')

export const DEPLOYMENT_ID = '53e007f109f14b328a4c190ccad5696a'
export const ELASTICSEARCH_ID = '0aba9f95326d42ec8558fb66caf00d63'
export const KIBANA_ID = 'f91d2dfab54e4c2797af4fd6cfbd7b18'

export const instance = (number: number, more: Partial<Instance> = {}): Instance => ({
  instance_name: `instance-${String(number).padStart(10, '0')}`,
  healthy: true,
  container_started: true,
  service_running: true,
  maintenance_mode: false,
  zone: `ece-zone-${number + 1}`,
  allocator_id: `192.168.44.${11 + number}`,
  service_version: '8.17.4',
  service_roles: ['master', 'data', 'ingest'],
  node_roles: [
    'master',
    'ingest',
    'transform',
    'data_hot',
    'remote_cluster_client',
    'data_content',
  ],
  memory: { instance_capacity: 4096, memory_pressure: 28, native_memory_pressure: 86 },
  disk: { disk_space_available: 131_072, disk_space_used: 19, storage_multiplier: 32 },
  ...more,
})

export const step = (step_id: string, more: Partial<PlanStep> = {}): PlanStep => ({
  step_id,
  started: '2025-05-09T09:07:00.000Z',
  completed: '2025-05-09T09:07:01.000Z',
  duration_in_millis: 1000,
  status: 'success',
  stage: 'completed',
  info_log: [{ message: `${step_id} done`, details: {} }],
  ...more,
})

export const runningStep = (step_id: string, started: string): PlanStep => ({
  step_id,
  started,
  status: 'pending',
  stage: 'in_progress',
  info_log: [],
})

const topology = [
  {
    id: 'hot_content',
    instance_configuration_id: 'data.default',
    zone_count: 3,
    size: { value: 4096, resource: 'memory' },
  },
  { id: 'warm', instance_configuration_id: 'data.highstorage', zone_count: 3, size: { value: 0 } },
]

export const attempt = (id: string, more: Partial<Attempt> = {}): Attempt => ({
  plan_attempt_id: id,
  healthy: true,
  attempt_start_time: '2025-05-09T07:43:10.102Z',
  attempt_end_time: '2025-05-09T07:44:58.915Z',
  plan: {
    cluster_topology: topology,
    elasticsearch: { version: '8.17.4' },
    deployment_template: { id: 'default' },
  },
  plan_attempt_log: [],
  warnings: [],
  source: {
    facilitator: 'adminconsole',
    action: 'deployments.update-deployment',
    date: '2025-05-09T07:43:08.900Z',
    user_id: 'ops1',
    admin_id: 'ops1',
    remote_addresses: ['172.17.42.1'],
  },
  ...more,
})

/** A restart that began 90 s before `NOW`; its plan is the current one with a forced reboot (ece-behaviour 4.6). */
export const restart = (id: string, more: Partial<Attempt> = {}): Attempt => {
  const transient = {
    strategy: { rolling: { group_by: '__zone__' } },
    plan_configuration: { cluster_reboot: 'forced' },
  }
  const begun = attempt(id, {
    attempt_start_time: '2025-05-09T09:07:00.000Z',
    plan: { cluster_topology: topology, elasticsearch: { version: '8.17.4' }, transient },
    plan_attempt_log: [
      step('validate-plan-prerequisites'),
      runningStep('rolling-upgrade', '2025-05-09T09:07:10.000Z'),
    ],
    ...more,
  })
  if (!('attempt_end_time' in more)) delete begun.attempt_end_time
  return begun
}

const info: ResourceInfo = {
  cluster_id: ELASTICSEARCH_ID,
  cluster_name: 'fun',
  healthy: true,
  status: 'started',
  plan_info: {
    healthy: true,
    current: attempt('2d4da849-a703-4ee4-be15-950ae146f0a5'),
    history: [],
  },
  topology: { healthy: true, instances: [instance(0), instance(1), instance(2)] },
  elasticsearch: {
    healthy: true,
    shards_status: { status: 'green' },
    master_info: { healthy: true, instances_with_no_master: [] },
  },
  snapshots: {
    healthy: true,
    count: 101,
    latest_successful: true,
    latest_successful_end_time: '2025-05-09T08:30:01.446Z',
    scheduled_time: '2025-05-09T09:30:00.000Z',
    recent_success: true,
  },
  settings: {
    snapshot: {
      enabled: true,
      interval: '30 min',
      repository: { reference: { repository_name: 'minio-eu' } },
    },
  },
}

const kibanaInstance = (number: number): Instance => ({
  instance_name: `instance-${String(number).padStart(10, '0')}`,
  healthy: true,
  container_started: true,
  service_running: true,
  zone: `ece-zone-${number + 1}`,
  memory: { instance_capacity: 1024, native_memory_pressure: 60 },
})

interface Changes {
  readonly name?: string
  readonly healthy?: boolean
  readonly metadata?: Deployment['metadata']
  /** Into the `info` of Elasticsearch. */
  readonly elasticsearch?: Partial<ResourceInfo>
  readonly kibana?: Partial<ResourceInfo>
}

/** Three zones of Elasticsearch, two instances of Kibana, all well; then the changes. */
export const sample = ({ elasticsearch, kibana, ...rest }: Changes = {}): Deployment => ({
  id: DEPLOYMENT_ID,
  name: 'fun',
  healthy: true,
  metadata: {
    owner_id: 'ops1',
    system_owned: false,
    last_modified: '2025-05-09T09:01:29.294Z',
    last_resource_plan_modified: '2025-05-09T08:55:02.117Z',
    tags: [{ key: 'team', value: 'search' }],
  },
  resources: {
    elasticsearch: [
      { ref_id: 'main-elasticsearch', id: ELASTICSEARCH_ID, info: { ...info, ...elasticsearch } },
    ],
    kibana: [
      {
        ref_id: 'main-kibana',
        id: KIBANA_ID,
        elasticsearch_cluster_ref_id: 'main-elasticsearch',
        info: {
          cluster_id: KIBANA_ID,
          cluster_name: 'fun',
          healthy: true,
          status: 'started',
          plan_info: { healthy: true, history: [] },
          topology: { healthy: true, instances: [kibanaInstance(0), kibanaInstance(1)] },
          ...kibana,
        },
      },
    ],
    apm: [],
  },
  ...rest,
})

/** Shut down: no instances, plan and snapshots kept. */
export const stopped: Deployment = sample({
  elasticsearch: { status: 'stopped', topology: { healthy: true, instances: [] } },
  kibana: { status: 'stopped', topology: { healthy: true, instances: [] } },
})

/** Elasticsearch restarts zone by zone, started by ops1. */
export const restarting: Deployment = sample({
  elasticsearch: {
    status: 'rebooting',
    plan_info: { healthy: true, pending: restart('7b1c0d2e-0000-4000-8000-000000000001') },
  },
})
