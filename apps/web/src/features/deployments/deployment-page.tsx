import { DeploymentId, operations } from '@ece/api-types'
import { Link } from '@tanstack/react-router'
import { ActionDialog } from '../../actions/confirm.tsx'
import { offWhenGone } from '../../actions/disabled.ts'
import { PlanBanner } from '../../actions/plan-banner.tsx'
import { VerbBar } from '../../actions/verb-bar.tsx'
import { withInstanceVerbs } from '../../actions/verb-instances.ts'
import { deploymentVerbs } from '../../actions/verbs.ts'
import { currentInstallation, useUser } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { AttemptTab } from '../../domain/attempt-tab.tsx'
import { deploymentHealth } from '../../domain/health.ts'
import { IdFact, ObjectPage } from '../../domain/object-page.tsx'
import { isChanging } from '../../domain/changing.ts'
import { WHOLE_DEPLOYMENT } from '../../domain/resource-reads.ts'
import {
  isSystemOwned,
  nameOfDeployment,
  templateOf,
  versionOfDeployment,
} from '../../domain/resources.ts'
import type { AnyDeployment } from '../../domain/shapes.ts'
import { listInstances, zonesOf } from '../../domain/topology.ts'
import { now } from '../../lib/clock.ts'
import { plural, shortId } from '../../lib/text.ts'
import { NoSuchPage } from '../../ui/no-such-page.tsx'
import { Pill, StatusPill } from '../../ui/status.tsx'
import { useRouteParam } from '../../ui/use-route-param.ts'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { DeploymentJson } from './deployment-json.tsx'
import { DeploymentNotes } from './deployment-notes.tsx'
import { DeploymentOverview } from './deployment-overview.tsx'
import { DeploymentPlan } from './deployment-plan.tsx'
import { parseDeploymentSearch } from './deployment-search.ts'

const TABS = [
  { id: 'overview', label: 'Overview' },
  { id: 'activity', label: 'Activity' },
  { id: 'plan', label: 'Plan' },
  { id: 'notes', label: 'Notes' },
  { id: 'json', label: 'JSON' },
] as const

/** Every attempt that ECE keeps (at most 100 per kind), with the step logs. */
const WITH_HISTORY = { show_plans: true, show_plan_logs: true, show_plan_history: true } as const

export function DeploymentPage() {
  const id = useRouteParam('deploymentId', DeploymentId)
  return id === undefined ? <NoSuchPage /> : <KnownDeployment key={id} deployment_id={id} />
}

function KnownDeployment({ deployment_id }: { deployment_id: DeploymentId }) {
  const { values, ignored, set } = useSearchValues(parseDeploymentSearch)
  const user = useUser()
  const reading = useLive(
    q(operations.getDeployment, { params: { deployment_id }, query: WHOLE_DEPLOYMENT }),
    { changing: isChanging },
  )
  const isActivity = values.tab === 'activity'
  const attempts = useLive(
    q(operations.getDeployment, { params: { deployment_id }, query: WITH_HISTORY }),
    { changing: isChanging, enabled: isActivity },
  )
  const { data } = reading
  const title = data === undefined ? shortId(deployment_id) : nameOfDeployment(data)
  const link = {
    to: '/$installation/deployments',
    params: { installation: currentInstallation().id },
  } as const
  const verbs = data === undefined ? [] : deploymentVerbs(data, user, user.ece_version)
  const actions = offWhenGone(verbs, reading.error)
  const open = (dialog: string) => set({ dialog })
  return (
    <ObjectPage
      what="this deployment"
      id={deployment_id}
      title={title}
      list={{ crumb: 'Deployments', label: 'All deployments', link }}
      facts={<Facts id={deployment_id} deployment={data} />}
      verbs={data && <VerbBar actions={actions} label={`Actions of ${title}`} onOpen={open} />}
      reading={reading}
      alsoRead={isActivity ? [attempts.age] : []}
      ignored={ignored}
      above={data && <PlanBanner deployment={data} actions={actions} onOpen={open} />}
      tabs={{ label: 'Parts of the deployment', active: values.tab, all: TABS }}
    >
      {(deployment) => (
        <>
          {values.tab === 'overview' && (
            <DeploymentOverview deployment={deployment} onOpen={open} />
          )}
          {isActivity && <AttemptTab reading={attempts} address={values} set={set} />}
          {values.tab === 'plan' && <DeploymentPlan deployment={deployment} />}
          {values.tab === 'notes' && (
            <DeploymentNotes
              deployment={deployment}
              on={values.on}
              onChoose={(on) => set({ on })}
            />
          )}
          {values.tab === 'json' && <DeploymentJson deployment={deployment} />}
          <ActionDialog
            actions={withInstanceVerbs(actions, values.dialog, deployment, user, user.ece_version)}
            dialog={values.dialog}
            onClose={() => set({ dialog: undefined })}
            activity={
              <Link to="." search={{ tab: 'activity' }} className="underline">
                Activity of this deployment
              </Link>
            }
          />
        </>
      )}
    </ObjectPage>
  )
}

function Facts({ id, deployment }: { id: string; deployment: AnyDeployment | undefined }) {
  const zones = deployment && zonesOf(listInstances(deployment)).length
  const words = deployment && [
    versionOfDeployment(deployment),
    templateOf(deployment),
    zones === 0 || zones === undefined ? undefined : plural(zones, 'zone'),
  ]
  const health = deployment && deploymentHealth(deployment, now())
  return (
    <>
      {health && (
        <StatusPill kind={health.kind} label={health.word} isUnknown={health.word === 'Unknown'} />
      )}
      {deployment && isSystemOwned(deployment) && (
        <Pill title="ECE itself runs on this deployment">system</Pill>
      )}
      {words && <span className="text-ink-2">{words.filter(Boolean).join(' · ')}</span>}
      <IdFact id={id} shown={shortId(id)} what="deployment id" />
    </>
  )
}
