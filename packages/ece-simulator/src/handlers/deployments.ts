// Reading deployments, and the verbs for a whole one (ece-behaviour 3.1 to 3.3, 4.5).
import { isPlatformAdmin, sourceOf } from '../asker.ts'
import {
  type Context,
  Failure,
  type Handlers,
  resourceHeaders,
  seesSystemOwned,
} from '../context.ts'
import { deploymentView, listItem, observabilityView, orphaned } from '../deployment.ts'
import { findDeployment, isVisible } from '../lookup.ts'
import type { Deployment } from '../model.ts'
import { planView } from '../plan-view.ts'
import { restrictedParameter, systemOwned } from '../refusals.ts'
import type { ResourceFlags } from '../resource.ts'
import { restoreDeployment } from '../restore.ts'
import { searchDeployments } from '../search/deployment-search.ts'
import { shutDown } from '../shutdown.ts'
import { instanceConfigurationsOf, templateTopology } from '../used-configurations.ts'
import { createDeployment } from './create-deployment.ts'
import { updateDeployment } from './update-deployment.ts'

const find = ({ world, caller, params }: Context) =>
  findDeployment(world, caller, params['deployment_id'])

const headersOf = ({ version, created, modified }: Deployment) =>
  resourceHeaders({ version, created, lastModified: modified })

/** Defaults of ece-behaviour 3.3. */
function resourceFlags({ query, world, generation }: Context): ResourceFlags {
  const topology = templateTopology(world.catalogue)
  const flags = {
    enrich: query['enrich_with_template'] !== false,
    defaults: query['show_plan_defaults'] === true,
    clear: query['clear_transient'] === true,
  }
  return {
    generation,
    plans: query['show_plans'] !== false,
    logs: query['show_plan_logs'] === true,
    history: query['show_plan_history'] === true,
    all_history: query['force_all_plan_history'] === true,
    settings: query['show_settings'] === true,
    metadata: query['show_metadata'] === true,
    alerts: Number(query['show_system_alerts'] ?? 0),
    plan: (kind, plan) => planView(kind, plan, flags, topology),
  }
}

function shutdown(context: Context) {
  const { world, query, generation } = context
  const deployment = find(context)
  if (query['hide'] !== undefined && !isPlatformAdmin(context)) throw restrictedParameter('hide')
  if (deployment.system_owned) throw systemOwned(deployment, 'shut down')
  const { id, name, resources } = deployment
  const gone = resources.filter(({ status }) => status !== 'stopped')
  shutDown(world, deployment, resources, {
    source: sourceOf(context),
    skip_snapshot: query['skip_snapshot'] === true,
  })
  if (query['hide'] === true) deployment.hidden = true
  deployment.version += 1
  world.touch(deployment)
  return { status: 200, body: { id, name, orphaned: orphaned(generation, deployment, gone) } }
}

export const deploymentHandlers = {
  createDeployment,
  updateDeployment,

  listDeployments({ world, caller }) {
    const all = [...world.deployments.values()]
    const shown = all.filter((deployment) => !deployment.hidden && isVisible(caller, deployment))
    return { status: 200, body: { deployments: shown.map(listItem) } }
  },

  // Hidden deployments are found: the manual speaks of lists only, and a client can ask `metadata.hidden`
  searchDeployments({ world, caller, body, query, generation, clock }) {
    const { deployments } = world
    const all = world.documents()
    const documents = seesSystemOwned(caller)
      ? all
      : all.filter(({ id }) => deployments.get(String(id))?.system_owned === false)
    const now = clock.now()
    const minimalMetadata = query['minimal_metadata']
    return {
      status: 200,
      body: searchDeployments({ body, documents, now, generation, minimalMetadata }),
      // declared for this call too (ece-behaviour 1.3), where only the whole index can be meant
      headers: resourceHeaders({
        version: world.revision,
        created: world.created,
        lastModified: now,
      }),
    }
  },

  getDeployment(context) {
    const { world, query, generation } = context
    const deployment = find(context)
    const body = {
      ...deploymentView(deployment, resourceFlags(context), world.now()),
      observability: observabilityView(deployment),
      // not before 3.0
      ...(query['show_instance_configurations'] === false || generation === '2.13'
        ? {}
        : { instance_configurations: instanceConfigurationsOf(world, deployment) }),
    }
    return { status: 200, body, headers: headersOf(deployment) }
  },

  shutdownDeployment: shutdown,

  restoreDeployment(context) {
    const { world, query } = context
    const deployment = find(context)
    restoreDeployment(world, deployment, {
      source: sourceOf(context),
      restore_snapshot: query['restore_snapshot'] === true,
    })
    deployment.version += 1
    return { status: 200, body: { id: deployment.id } }
  },

  // The index of this simulator never lags, so that there is nothing to write anew
  resyncDeployment(context) {
    const { id } = find(context)
    return { status: 200, body: { created: [], updated: [id], deleted: [], errors: [] } }
  },

  deleteDeployment(context) {
    const { world, generation } = context
    const deployment = find(context)
    const { id, name, resources } = deployment
    if (deployment.system_owned) throw systemOwned(deployment, 'deleted')
    const running = resources.find(({ status }) => status !== 'stopped')
    if (running !== undefined) {
      throw new Failure(
        400,
        'deployments.resource_not_shutdown',
        `The deployment [${id}] cannot be deleted: its resource [${running.ref_id}] is not shut down (status [${running.status}]).`,
        [`resources.${running.kind}`],
      )
    }
    const body = { id, name, orphaned: orphaned(generation, deployment, resources) }
    world.remove(id)
    return { status: 200, body }
  },
} satisfies Handlers
