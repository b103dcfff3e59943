// Commands to instances: maintenance mode, which keeps requests away, and stop, which takes the container down
// (ece-behaviour 4.7). They act without a plan, and a plan that runs has the say over both.
import { type Instance, InstanceName, operations } from '@ece/api-types'
import { plural } from '../lib/text.ts'
import { pendingOf } from '../domain/attempts.ts'
import { isDown } from '../domain/instance-health.ts'
import {
  describeResource,
  findResource,
  isSystemOwned,
  listResources,
  nameOfKind,
  type Resource,
} from '../domain/resources.ts'
import type { Actor } from '../domain/permissions.ts'
import type { AnyDeployment } from '../domain/shapes.ts'
import { instancesOf } from '../domain/topology.ts'
import { action, type Action, findAction } from './action.ts'
import { type Circumstances, firstReason, isBusy, notAllowed, planRuns } from './disabled.ts'
import { circumstances, dependantsRow, rows, snapshotRow, untouchedRow } from './impact.ts'
import { answersRow, instanceRow, masterRow, shardsRow } from './impact-instances.ts'
import { resourceKey } from './verb-restart.ts'
import { deploymentId, nameRow, refId, shortName, targetOf } from './verb-target.ts'

/** One of the four commands: its words, and what it does to an instance. */
interface Command {
  /** First part of the key. */
  readonly key: string
  readonly call: keyof typeof ONE
  /** `Start maintenance mode`. */
  readonly label: string
  /** The label of the one for all instances: `Stop all instances`. */
  readonly labelAll: string
  readonly describe: string
  readonly dismiss: string
  /** Whether it would change this one; what ECE does not say is worth a try. */
  readonly applies: (instance: Instance) => boolean
  /** Why not, of one instance. */
  readonly otherwise: string
  /** Why not, of all of them. */
  readonly otherwiseAll: string
  /** Takes something away from those who use it. */
  readonly isTaking: boolean
  readonly stopsNodes: boolean
}

const ONE = {
  startMaintenance: operations.startDeploymentResourceMaintenanceMode,
  stopMaintenance: operations.stopDeploymentResourceMaintenanceMode,
  start: operations.startDeploymentResourceInstances,
  stop: operations.stopDeploymentResourceInstances,
} as const
const ALL = {
  startMaintenance: operations.startDeploymentResourceInstancesAllMaintenanceMode,
  stopMaintenance: operations.stopDeploymentResourceInstancesAllMaintenanceMode,
  start: operations.startDeploymentResourceInstancesAll,
  stop: operations.stopDeploymentResourceInstancesAll,
} as const

const COMMANDS: readonly Command[] = [
  {
    key: 'start-maintenance-mode',
    call: 'startMaintenance',
    label: 'Start maintenance mode',
    labelAll: 'Start maintenance mode of all',
    describe:
      'No request from outside is routed there until maintenance mode is stopped again. It keeps running and keeps its data.',
    dismiss: 'Keep routing',
    applies: ({ maintenance_mode }) => maintenance_mode !== true,
    otherwise: 'It is in maintenance mode already.',
    otherwiseAll: 'All of them are in maintenance mode already.',
    isTaking: true,
    stopsNodes: false,
  },
  {
    key: 'stop-maintenance-mode',
    call: 'stopMaintenance',
    label: 'Stop maintenance mode',
    labelAll: 'Stop maintenance mode of all',
    describe: 'Requests are routed there again.',
    dismiss: 'Leave it',
    applies: ({ maintenance_mode }) => maintenance_mode !== false,
    otherwise: 'It is not in maintenance mode.',
    otherwiseAll: 'None of them is in maintenance mode.',
    isTaking: false,
    stopsNodes: false,
  },
  {
    key: 'stop-instance',
    call: 'stop',
    label: 'Stop instance',
    labelAll: 'Stop all instances',
    describe:
      'The container stops at once, and requests in it are cut off. The data on its disk stays; it comes back when it is started again or a plan runs.',
    dismiss: 'Leave it running',
    applies: ({ container_started }) => container_started !== false,
    otherwise: 'It is stopped already.',
    otherwiseAll: 'All of them are stopped already.',
    isTaking: true,
    stopsNodes: true,
  },
  {
    key: 'start-instance',
    call: 'start',
    label: 'Start instance',
    labelAll: 'Start all instances',
    describe: 'The container starts again with the data on its disk.',
    dismiss: 'Leave it stopped',
    applies: (instance) =>
      isDown(instance) ||
      typeof instance.container_started !== 'boolean' ||
      typeof instance.service_running !== 'boolean',
    otherwise: 'It is running already.',
    otherwiseAll: 'All of them are running already.',
    isTaking: false,
    stopsNodes: false,
  },
]

/** End of the labels that name their object; there its own name stands instead. */
const INSTANCE = ' instance'

/** The kinds that the vendor's document lists for these calls. */
const KINDS = new Set(['elasticsearch', 'kibana', 'apm', 'integrations_server'])

const cannotCommand = (resource: Resource): string | undefined => {
  const attempt = pendingOf(resource)
  return firstReason(
    KINDS.has(resource.kind) ? undefined : `ECE has no such call for ${nameOfKind(resource.kind)}.`,
    planRuns(attempt && { attempt, resource }),
    isBusy(resource.info.status),
  )
}

const impactOf = (
  at: Circumstances,
  resource: Resource,
  { isTaking, stopsNodes }: Command,
  instances: readonly Instance[],
  now: number,
) => {
  const { deployment } = at
  const name = describeResource(deployment, resource)
  const answers = answersRow(resource, instances, name)
  return rows(
    nameRow(deployment),
    instanceRow(instances),
    ...(isTaking ? [answers] : []),
    ...(stopsNodes ? [shardsRow(resource, instances), masterRow(resource, instances)] : []),
    isTaking && answers.kind === 'bad' && resource.kind === 'elasticsearch'
      ? dependantsRow(deployment, resource)
      : undefined,
    stopsNodes && resource.kind === 'elasticsearch' ? snapshotRow(deployment, now) : undefined,
    ...circumstances(deployment, now),
    untouchedRow(
      stopsNodes ? 'Data on the disks, and the configuration' : 'Data, configuration and plans',
    ),
  )
}

/** The four commands to one instance. None when its name or ids cannot be sent. */
export function instanceVerbs(at: Circumstances, resource: Resource, instance: Instance): Action[] {
  const { deployment } = at
  const deployment_id = deploymentId(deployment)
  const ref_id = refId(resource.ref_id)
  const parsed = InstanceName.safeParse(instance.instance_name)
  if (deployment_id === undefined || ref_id === undefined || !parsed.success) return []
  const name = parsed.data
  const of = `${describeResource(deployment, resource)} of ${shortName(deployment)}`
  return COMMANDS.map((command) => {
    const key = `${resourceKey(command.key, at, resource)}-${name}`
    const operation = ONE[command.call]
    const verb = command.label.endsWith(INSTANCE)
      ? command.label.slice(0, -INSTANCE.length)
      : `${command.label} of`
    return action({
      key,
      operation,
      toInput: () => ({
        params: { deployment_id, resource_kind: resource.kind, ref_id, instance_ids: [name] },
      }),
      label: command.label,
      title: `${verb} ${name} of ${of}?`,
      describe: () => command.describe,
      button: () => command.label,
      dismiss: command.dismiss,
      options: [],
      impact: (_, now) => impactOf(at, resource, command, [instance], now),
      disabledReason: firstReason(
        notAllowed(operation, at),
        cannotCommand(resource),
        command.applies(instance) ? undefined : command.otherwise,
      ),
      target: targetOf(key, deployment_id, at, (fresh) => rebuildOne(fresh, resource, name)),
      done: `${command.label} accepted: ${name}`,
    })
  })
}

function rebuildOne(at: Circumstances, { id }: Resource, name: string): Action[] {
  const resource = findResource(at.deployment, id)
  const instance =
    resource && instancesOf(resource).find(({ instance_name }) => instance_name === name)
  return resource && instance ? instanceVerbs(at, resource, instance) : []
}

/** The same to all instances of a resource at once. */
export function allInstancesVerbs(at: Circumstances, resource: Resource): Action[] {
  const { deployment } = at
  const deployment_id = deploymentId(deployment)
  const ref_id = refId(resource.ref_id)
  if (deployment_id === undefined || ref_id === undefined) return []
  const instances = instancesOf(resource)
  const of = `${describeResource(deployment, resource)} of ${shortName(deployment)}`
  return COMMANDS.map((command) => {
    const key = resourceKey(`${command.key}-all`, at, resource)
    const operation = ALL[command.call]
    const affected = instances.filter(command.applies)
    return action({
      key,
      operation,
      toInput: () => ({ params: { deployment_id, resource_kind: resource.kind, ref_id } }),
      label: command.labelAll,
      title: `${command.labelAll}${command.labelAll.endsWith('all') ? ' instances' : ''} of ${of}?`,
      describe: () => command.describe,
      button: () =>
        command.label.endsWith(INSTANCE)
          ? `${command.label.slice(0, -INSTANCE.length)} ${plural(affected.length, 'instance')}`
          : `${command.label} of ${affected.length}`,
      dismiss: command.dismiss,
      options: [],
      impact: (_, now) => impactOf(at, resource, command, affected, now),
      disabledReason: firstReason(
        notAllowed(operation, at),
        cannotCommand(resource),
        instances.length === 0 ? 'There are no instances.' : undefined,
        affected.length === 0 ? command.otherwiseAll : undefined,
        command.isTaking && isSystemOwned(deployment)
          ? `${deployment.name} belongs to ECE itself: without it the installation does not work.`
          : undefined,
      ),
      target: targetOf(key, deployment_id, at, (fresh) => {
        const again = findResource(fresh.deployment, resource.id)
        return again === undefined ? [] : allInstancesVerbs(fresh, again)
      }),
      done: `${command.labelAll} accepted: ${of}`,
    })
  })
}

/**
 * The verbs of the page, and of the instances the one that `dialog` names: a deployment may have hundreds, and only an
 * open dialog needs to find its own.
 */
export function withInstanceVerbs(
  actions: readonly Action[],
  dialog: string | undefined,
  deployment: AnyDeployment,
  user: Actor | undefined,
  version?: string,
): readonly Action[] {
  if (dialog === undefined || findAction(actions, dialog) !== undefined) return actions
  const at = { deployment, user, version }
  const own = listResources(deployment).flatMap((resource) => [
    ...allInstancesVerbs(at, resource),
    ...instancesOf(resource)
      .filter(({ instance_name }) => dialog.endsWith(`-${instance_name}`))
      .flatMap((instance) => instanceVerbs(at, resource, instance)),
  ])
  return [...actions, ...own.filter(({ key }) => key === dialog)]
}
