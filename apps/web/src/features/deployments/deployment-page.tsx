import { DeploymentId, operations } from '@ece/api-types'
import { Link } from '@tanstack/react-router'
import { ActionDialog } from '../../actions/confirm.tsx'
import { PlanBanner } from '../../actions/plan-banner.tsx'
import { VerbBar } from '../../actions/verb-bar.tsx'
import { deploymentVerbs } from '../../actions/verbs.ts'
import { currentInstallation, useUser } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { deploymentHealth } from '../../domain/health.ts'
import { IgnoredSearch } from '../../domain/ignored-search.tsx'
import { isChanging } from '../../domain/plan-state.ts'
import { ReadAgainFailed, ReadFailed } from '../../domain/read-failed.tsx'
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
import { CopyButton } from '../../ui/copy-button.tsx'
import { DataAge } from '../../ui/data-age.tsx'
import { NoSuchPage } from '../../ui/no-such-page.tsx'
import { Page } from '../../ui/page.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { Pill, StatusPill } from '../../ui/status.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { useRouteParam } from '../../ui/use-route-param.ts'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { DeploymentActivity } from './deployment-activity.tsx'
import { DeploymentJson } from './deployment-json.tsx'
import { DeploymentOverview } from './deployment-overview.tsx'
import { DeploymentPlan } from './deployment-plan.tsx'
import { parseDeploymentSearch } from './deployments-search.ts'

const TABS = [
  { id: 'overview', label: 'Overview' },
  { id: 'activity', label: 'Activity' },
  { id: 'plan', label: 'Plan' },
  { id: 'json', label: 'JSON' },
] as const

export function DeploymentPage() {
  const id = useRouteParam('deploymentId', DeploymentId)
  return id === undefined ? <NoSuchPage /> : <KnownDeployment key={id} deployment_id={id} />
}

function KnownDeployment({ deployment_id }: { deployment_id: DeploymentId }) {
  const { values, ignored, set } = useSearchValues(parseDeploymentSearch)
  const user = useUser()
  const {
    data: deployment,
    error,
    age,
  } = useLive(q(operations.getDeployment, { params: { deployment_id }, query: WHOLE_DEPLOYMENT }), {
    changing: isChanging,
  })
  const list = {
    to: '/$installation/deployments',
    params: { installation: currentInstallation().id },
  } as const
  const actions =
    deployment === undefined ? [] : deploymentVerbs(deployment, user, user.ece_version)
  const open = (dialog: string) => set({ dialog })
  return (
    <Page
      title={deployment === undefined ? shortId(deployment_id) : nameOfDeployment(deployment)}
      crumbs={[{ label: 'Deployments', link: list }]}
      facts={<Facts id={deployment_id} deployment={deployment} />}
      end={
        <>
          <DataAge {...age} />
          {deployment !== undefined && (
            <VerbBar
              actions={actions}
              label={`Actions of ${nameOfDeployment(deployment)}`}
              onOpen={open}
            />
          )}
        </>
      }
    >
      <IgnoredSearch names={ignored} />
      {deployment === undefined ? (
        error ? (
          <ReadFailed
            what="this deployment"
            id={deployment_id}
            error={error}
            onRetry={age.refresh}
            list={{ label: 'All deployments', link: list }}
          />
        ) : (
          <SkeletonLines count={8} />
        )
      ) : (
        <>
          <ReadAgainFailed
            what="this deployment"
            error={error}
            onRetry={age.refresh}
            list={{ label: 'All deployments', link: list }}
          />
          <div className="mt-3 empty:hidden">
            <PlanBanner deployment={deployment} actions={actions} onOpen={open} />
          </div>
          <div className="my-3">
            <Tabs
              label="Parts of the deployment"
              active={values.tab}
              tabs={TABS.map((tab) => ({ ...tab, link: { to: '.', search: { tab: tab.id } } }))}
            />
          </div>
          {values.tab === 'overview' && <DeploymentOverview deployment={deployment} />}
          {values.tab === 'activity' && (
            <DeploymentActivity id={deployment_id} open={values.attempt} />
          )}
          {values.tab === 'plan' && <DeploymentPlan deployment={deployment} />}
          {values.tab === 'json' && <DeploymentJson deployment={deployment} />}
          <ActionDialog
            actions={actions}
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
    </Page>
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
      <span className="text-ink-2 flex items-center gap-1">
        <code className="mono" title={id}>
          {shortId(id)}
        </code>
        <CopyButton text={id} what="deployment id" />
      </span>
    </>
  )
}
