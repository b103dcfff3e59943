// Restart of Elasticsearch and of the stateless kinds (ece-behaviour 4.6). Neither sends `cancel_pending`: a restart
// that throws away somebody's running plan is never offered.
import { operations } from '@ece/api-types'
import { joinWords, plural } from '../lib/text.ts'
import { pendingOf } from '../domain/attempts.ts'
import {
  describeResource,
  isStateless,
  isStopped,
  listResources,
  type Resource,
} from '../domain/resources.ts'
import { instancesOf } from '../domain/topology.ts'
import { action, type Action, valueOf } from './action.ts'
import { type Circumstances, firstReason, isBusy, notAllowed, planRuns } from './disabled.ts'
import { uncheckedRow } from './impact-facts.ts'
import {
  circumstances,
  dependantsRow,
  downtimeRow,
  restartsRow,
  rows,
  snapshotRow,
  statelessDowntimeRow,
  untouchedRow,
} from './impact.ts'
import { grouping, GROUPINGS, shardWait, snapshotBeforeRestart } from './verb-options.ts'
import { type Builder, deploymentId, nameRow, refId, shortName, targetOf } from './verb-target.ts'

/** Key of a verb on a resource; the ref id tells two of a kind apart. */
export const resourceKey = (
  verb: string,
  { deployment }: Circumstances,
  resource: Resource,
): string => {
  const alike = deployment.resources[resource.kind]?.length ?? 0
  const kind = resource.kind.replaceAll('_', '-')
  return alike > 1 ? `${verb}-${kind}-${resource.ref_id}` : `${verb}-${kind}`
}

function cannotRestart(at: Circumstances, resource: Resource, name: string): string | undefined {
  const attempt = pendingOf(resource)
  return firstReason(
    planRuns(attempt && { attempt, resource }),
    isStopped(resource) ? `${name} is stopped, so there is nothing to restart.` : undefined,
    isBusy(resource.info.status),
  )
}

const words = (at: Circumstances, resource: Resource) => {
  const name = describeResource(at.deployment, resource)
  const count = instancesOf(resource).length
  return {
    name,
    label: `Restart ${name}`,
    title: `Restart ${name} of ${shortName(at.deployment)}?`,
    button: () => (count === 0 ? `Restart ${name}` : `Restart ${plural(count, 'instance')}`),
    dismiss: 'Leave it running',
    done: `Restart of ${name} of ${shortName(at.deployment)} accepted`,
  }
}

function restartElasticsearch(at: Circumstances, resource: Resource, build: Builder) {
  const deployment_id = deploymentId(at.deployment)
  const ref_id = refId(resource.ref_id)
  if (deployment_id === undefined || ref_id === undefined) return []
  const { name, ...rest } = words(at, resource)
  const key = resourceKey('restart', at, resource)
  const operation = operations.restartDeploymentEsResource
  const others = listResources(at.deployment).filter(({ id }) => id !== resource.id)
  const untouched = others.map((other) => describeResource(at.deployment, other))
  return [
    action({
      ...rest,
      key,
      operation,
      toInput: (values) => ({
        params: { deployment_id, ref_id },
        query: {
          group_attribute: valueOf(grouping, values),
          skip_snapshot: !valueOf(snapshotBeforeRestart, values),
          shard_init_wait_time: valueOf(shardWait, values),
        },
      }),
      describe: (values) => {
        const how = GROUPINGS[valueOf(grouping, values)] ?? 'in groups'
        return `Every instance of ${name} restarts, ${how}. The data on the disks stays.`
      },
      options: [grouping, snapshotBeforeRestart, shardWait],
      impact: (values, now) => {
        const how = valueOf(grouping, values)
        const downtime = downtimeRow(resource, name, how)
        return rows(
          nameRow(at.deployment),
          restartsRow(resource, GROUPINGS[how] ?? 'in groups'),
          downtime,
          dependantsRow(at.deployment, resource),
          snapshotRow(at.deployment, now),
          ...circumstances(at.deployment, now),
          downtime.kind === 'ok' ? undefined : uncheckedRow(resource),
          untouchedRow(joinWords(['Data', 'configuration', ...untouched])),
        )
      },
      disabledReason: firstReason(notAllowed(operation, at), cannotRestart(at, resource, name)),
      target: targetOf(key, deployment_id, at, build),
    }),
  ]
}

function restartStateless(at: Circumstances, resource: Resource, build: Builder) {
  const deployment_id = deploymentId(at.deployment)
  const ref_id = refId(resource.ref_id)
  const { kind } = resource
  if (deployment_id === undefined || ref_id === undefined || !isStateless(kind)) return []
  const { name, ...rest } = words(at, resource)
  const key = resourceKey('restart', at, resource)
  const operation = operations.restartDeploymentStatelessResource
  return [
    action({
      ...rest,
      key,
      operation,
      toInput: () => ({ params: { deployment_id, stateless_resource_kind: kind, ref_id } }),
      describe: () =>
        `Every instance of ${name} restarts. Elasticsearch and its data are not touched.`,
      options: [],
      impact: (_, now) =>
        rows(
          nameRow(at.deployment),
          restartsRow(resource),
          statelessDowntimeRow(resource, name),
          ...circumstances(at.deployment, now),
          untouchedRow('Elasticsearch, its data, and the configuration'),
        ),
      disabledReason: firstReason(notAllowed(operation, at), cannotRestart(at, resource, name)),
      target: targetOf(key, deployment_id, at, build),
    }),
  ]
}

/** The restart of one resource of any kind; none when its ids cannot be sent. */
export const restartVerbs = (at: Circumstances, resource: Resource, build: Builder): Action[] =>
  isStateless(resource.kind)
    ? restartStateless(at, resource, build)
    : restartElasticsearch(at, resource, build)
