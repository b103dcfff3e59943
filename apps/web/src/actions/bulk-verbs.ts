// The verbs of a selection, in the order of the bar. Each is the single verb of verbs.ts, said of many.
import { type Operation, operations, type ResourceKind } from '@ece/api-types'
import { isDeploymentStopped, listResources, type Resource } from '../domain/resources.ts'
import { type Action, type OptionValues, valueOf } from './action.ts'
import type { BulkVerb } from './bulk.ts'
import { type Circumstances, firstReason } from './disabled.ts'
import { cancelVerbs } from './verb-cancel.ts'
import { isOnTheWay, isPlanned, restoreVerb, shutDownVerb } from './verb-lifecycle.ts'
import { forceCancel, grouping, GROUPINGS, restoreData } from './verb-options.ts'
import { restartVerbs } from './verb-restart.ts'
import { resyncVerb } from './verb-resync.ts'
import { statelessVerbs } from './verb-stateless.ts'
import type { Builder } from './verb-target.ts'

/** The rows are read again all together (bulk-reads.ts), not one by one through the verbs. */
const NOT_REREAD: Builder = () => []

const ofKind =
  (kind: ResourceKind) =>
  (at: Circumstances, resource: Resource | undefined): Action[] =>
    (resource === undefined ? listResources(at.deployment) : [resource])
      .filter((each) => each.kind === kind)
      .flatMap((each) => restartVerbs(at, each, NOT_REREAD))

/** As the server's own look before it sends. */
function keepsOutOfRestart(at: Circumstances, action: Action): string | undefined {
  const { params } = action.toInput({})
  const kind = params?.['stateless_resource_kind'] ?? 'elasticsearch'
  const info = listResources(at.deployment).find(
    (each) => each.kind === kind && each.ref_id === params?.['ref_id'],
  )?.info
  return firstReason(
    isPlanned(at),
    isOnTheWay(at),
    info?.plan_info?.healthy === false
      ? 'Its last plan attempt failed: look at that first.'
      : undefined,
    info?.healthy === false ? 'It is unhealthy: a restart could make that worse.' : undefined,
  )
}

const restartElasticsearch: BulkVerb = {
  key: 'restart-elasticsearch',
  label: 'Restart Elasticsearch',
  operation: operations.restartDeploymentEsResource,
  jobTitle: 'Restart of Elasticsearch',
  word: 'Restart',
  noun: 'Elasticsearch cluster',
  describe: (values) =>
    `Every instance of each cluster restarts, ${GROUPINGS[valueOf(grouping, values)] ?? 'in groups'}. The data on the disks stays.`,
  dismiss: 'Leave them running',
  actionsOf: ofKind('elasticsearch'),
  missing: 'It has no Elasticsearch.',
  keepsOut: keepsOutOfRestart,
  facts: ['Restarts', 'Last good snapshot', 'Last changed'],
  // a restart that takes nothing away needs no snapshot, and what depends on it goes on
  expected: ['Depends on it', 'Last good snapshot'],
  isFreeing: false,
}

const restartKibana: BulkVerb = {
  key: 'restart-kibana',
  label: 'Restart Kibana',
  operation: operations.restartDeploymentStatelessResource,
  jobTitle: 'Restart of Kibana',
  word: 'Restart',
  noun: 'Kibana instance',
  describe: () =>
    'Every instance of each Kibana restarts. Elasticsearch and its data are not touched.',
  dismiss: 'Leave them running',
  actionsOf: ofKind('kibana'),
  missing: 'It has no Kibana.',
  keepsOut: keepsOutOfRestart,
  facts: ['Restarts', 'Last changed'],
  expected: [],
  isFreeing: false,
}

/** One of the two verbs on the chosen Kibanas. */
const ofKibana =
  (operation: Operation) =>
  (at: Circumstances, resource: Resource | undefined): Action[] =>
    (resource === undefined ? listResources(at.deployment) : [resource])
      .filter(({ kind }) => kind === 'kibana')
      .flatMap((each) => statelessVerbs(at, each, NOT_REREAD))
      .filter((each) => each.operation === operation)

/** As the server's own look before it sends: a job leaves a deployment alone on which anything moves. */
const keepsOutOfMoving = (at: Circumstances) => firstReason(isPlanned(at), isOnTheWay(at))

const shutDownKibana: BulkVerb = {
  key: 'shut-down-kibana',
  label: 'Shut down',
  operation: operations.shutdownDeploymentStatelessResource,
  jobTitle: 'Shutdown of Kibana',
  word: 'Shut down',
  noun: 'Kibana instance',
  describe: () =>
    'All instances of each Kibana stop and are removed. Elasticsearch and its data are not touched, and each can be restored.',
  dismiss: 'Keep them running',
  actionsOf: ofKibana(operations.shutdownDeploymentStatelessResource),
  missing: 'It has no Kibana.',
  keepsOut: keepsOutOfMoving,
  facts: ['Stops answering', 'Frees', 'Last changed'],
  // the point of it, and true of every Kibana
  expected: ['Stops answering', 'Depends on it'],
  isFreeing: true,
}

const restoreKibana: BulkVerb = {
  key: 'restore-kibana',
  label: 'Restore',
  operation: operations.restoreDeploymentResource,
  jobTitle: 'Restore of Kibana',
  word: 'Restore',
  noun: 'Kibana instance',
  describe: () => 'Each starts again with its last good plan.',
  dismiss: 'Leave them stopped',
  actionsOf: ofKibana(operations.restoreDeploymentResource),
  missing: 'It has no Kibana.',
  keepsOut: keepsOutOfMoving,
  facts: ['Needs', 'Last changed'],
  expected: [],
  isFreeing: false,
}

const cancelPlan: BulkVerb = {
  key: 'cancel-plan',
  label: 'Cancel plan',
  operation: operations.cancelDeploymentResourcePendingPlan,
  jobTitle: 'Cancel of pending plans',
  word: 'Cancel',
  noun: 'plan',
  describe: (values) =>
    valueOf(forceCancel, values)
      ? 'Each plan is erased at once. Nothing is rolled back: instances stay as they are, perhaps half-way.'
      : 'Each plan is rolled back. It stays pending until that is done and then ends as failed.',
  dismiss: 'Let them run',
  actionsOf: (at, resource) =>
    cancelVerbs(at, NOT_REREAD).filter(
      ({ operation, toInput }) =>
        resource === undefined ||
        (operation === operations.cancelDeploymentResourcePendingPlan &&
          toInput({}).params?.['ref_id'] === resource.ref_id &&
          toInput({}).params?.['resource_kind'] === resource.kind),
    ),
  missing: 'No plan is running on it.',
  facts: ['Plan running', 'Started by', 'Instances', 'Last good snapshot'],
  expected: ['Left behind'],
  isFreeing: false,
}

const resync: BulkVerb = {
  key: 'resync',
  label: 'Resync the index',
  operation: operations.resyncDeployment,
  jobTitle: 'Resync of the index',
  word: 'Resync',
  noun: 'deployment',
  describe: () =>
    'The entry of each deployment in ECE’s search index is written anew. No plan runs, nothing restarts.',
  dismiss: 'Leave them',
  actionsOf: (at) => resyncVerb(at, NOT_REREAD),
  missing: 'ECE sent no id that its calls would take.',
  facts: ['Written anew'],
  expected: [],
  isFreeing: false,
}

const restore: BulkVerb = {
  key: 'restore',
  label: 'Restore',
  operation: operations.restoreDeployment,
  jobTitle: 'Restore of deployments',
  word: 'Restore',
  noun: 'deployment',
  describe: (values: OptionValues) =>
    valueOf(restoreData, values) === 'true'
      ? 'Each starts again with its last good plan and the data of its last good snapshot.'
      : 'Each starts again with its last good plan, empty.',
  dismiss: 'Leave them stopped',
  actionsOf: (at) => restoreVerb(at, NOT_REREAD),
  missing: 'ECE sent no id that its calls would take.',
  keepsOut: ({ deployment }) =>
    isDeploymentStopped(deployment) ? undefined : 'Not all of it is shut down.',
  facts: ['Data', 'Needs', 'Last changed'],
  expected: [],
  isFreeing: false,
}

const shutDown: BulkVerb = {
  key: 'shut-down',
  label: 'Shut down',
  operation: operations.shutdownDeployment,
  jobTitle: 'Shutdown of deployments',
  word: 'Shut down',
  noun: 'deployment',
  describe: () =>
    'All instances of each deployment stop and the data on their disks is deleted. The configuration stays, so it can be restored from a snapshot.',
  emphasis: 'the data on their disks is deleted',
  dismiss: 'Keep them running',
  actionsOf: (at) => shutDownVerb(at, NOT_REREAD),
  missing: 'ECE sent no id that its calls would take.',
  facts: ['Stops answering', 'Last good snapshot', 'Last changed'],
  expected: ['Stops answering'],
  isFreeing: true,
}

/** What kind of rows is chosen; the verbs differ in what they are about. */
export type BulkScope = 'deployments' | 'elasticsearch' | 'kibana'

/**
 * Resync is about the deployment, whatever was chosen: ECE has no other. Of clusters so are restore and shut down, because
 * Kibana and the others cannot stay behind without their Elasticsearch (verb-stateless.ts).
 */
export const BULK_VERBS: Readonly<Record<BulkScope, readonly BulkVerb[]>> = {
  deployments: [restartElasticsearch, restartKibana, cancelPlan, resync, restore, shutDown],
  elasticsearch: [
    { ...restartElasticsearch, label: 'Restart' },
    cancelPlan,
    resync,
    { ...restore, label: 'Restore deployment' },
    { ...shutDown, label: 'Shut down deployment' },
  ],
  // to shut down the deployment of a Kibana would take its Elasticsearch and the data with it
  kibana: [
    { ...restartKibana, label: 'Restart' },
    cancelPlan,
    resync,
    restoreKibana,
    shutDownKibana,
  ],
}
