// The page of one Elasticsearch cluster or Kibana. Where it lives is found by a search for its id; from there on ECE's own
// answer about the deployment is the truth, because the search index may lag.
import { type ReactNode, useState } from 'react'
import { Link, type LinkProps } from '@tanstack/react-router'
import { ActionDialog } from '../../actions/confirm.tsx'
import { PlanBanner } from '../../actions/plan-banner.tsx'
import { VerbBar } from '../../actions/verb-bar.tsx'
import { resourceVerbs } from '../../actions/verbs.ts'
import { currentInstallation, useUser } from '../../api/installation.ts'
import { type Age, useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { resourceHealth } from '../../domain/health.ts'
import { IgnoredSearch } from '../../domain/ignored-search.tsx'
import { isChanging } from '../../domain/plan-state.ts'
import { Gone, ReadAgainFailed, ReadFailed } from '../../domain/read-failed.tsx'
import type { Place, Reads, ResourceRow } from '../../domain/resource-reads.ts'
import { versionOf } from '../../domain/resources.ts'
import { now } from '../../lib/clock.ts'
import { shortId } from '../../lib/text.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { DataAge } from '../../ui/data-age.tsx'
import { JsonView } from '../../ui/json-view.tsx'
import { Page } from '../../ui/page.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { StatusPill } from '../../ui/status.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { parseClusterSearch } from './clusters-search.ts'
import { ResourceActivity } from './resource-activity.tsx'
import { ResourceOverview } from './resource-overview.tsx'

interface ResourcePageProps {
  id: string
  /** With its article: `this Elasticsearch cluster`. */
  what: string
  reads: Reads
  list: { readonly label: string; readonly link: LinkProps }
}

export function ResourcePage(props: ResourcePageProps) {
  const { id, reads } = props
  const located = reads.locate(id)
  const { data, error, age } = useLive(q(located.operation, located.input))
  // the id's place never changes, and an index that lags must not take a page away that is open
  const [known, setKnown] = useState<Place>()
  const found = data && located.read(data)
  if (known === undefined && found !== undefined) setKnown(found)
  if (known !== undefined) return <Located {...props} place={known} />
  if (data === undefined) {
    return (
      <Frame {...props} age={age}>
        {error === null ? (
          <SkeletonLines count={8} />
        ) : (
          <ReadFailed {...props} error={error} onRetry={age.refresh} />
        )}
      </Frame>
    )
  }
  return (
    <Frame {...props} age={age}>
      <Gone {...props} />
    </Frame>
  )
}

interface FrameProps extends ResourcePageProps {
  age: Age
  row?: ResourceRow | undefined
  end?: ReactNode
  children: ReactNode
}

/** Heading and facts; the same before and after the object is known, so that nothing jumps. */
function Frame({ id, list, age, row, end, children }: FrameProps) {
  const health = row && resourceHealth(row.resource, now())
  return (
    <Page
      title={row?.resource.name ?? shortId(id)}
      crumbs={[list]}
      facts={
        <>
          {health && (
            <StatusPill
              kind={health.kind}
              label={health.word}
              isUnknown={health.word === 'Unknown'}
            />
          )}
          {row && <span className="text-ink-2">{versionOf(row.resource)}</span>}
          {row && <DeploymentLink row={row} />}
          <span className="text-ink-2 flex items-center gap-1">
            <code className="mono" title={id}>
              {shortId(id)}
            </code>
            <CopyButton text={id} what="id" />
          </span>
        </>
      }
      end={
        <>
          <DataAge {...age} />
          {end}
        </>
      }
    >
      {children}
    </Page>
  )
}

const DeploymentLink = ({ row }: { row: ResourceRow }) => (
  <Link
    to="/$installation/deployments/$deploymentId"
    params={{ installation: currentInstallation().id, deploymentId: row.deployment_id }}
    className="text-accent min-w-0 truncate underline"
    title="Shut down and restore are there: they are about the whole deployment"
  >
    of deployment <bdi>{row.deployment_name}</bdi>
  </Link>
)

const TABS = [
  { id: 'overview', label: 'Overview' },
  { id: 'activity', label: 'Activity' },
  { id: 'json', label: 'JSON' },
] as const

function Located({ place, ...props }: ResourcePageProps & { place: Place }) {
  const { id, reads } = props
  const { values, ignored, set } = useSearchValues(parseClusterSearch)
  const user = useUser()
  const get = reads.get(place, id)
  const {
    data: deployment,
    error,
    age,
  } = useLive(q(get.operation, get.input), { changing: isChanging })
  if (deployment === undefined) {
    return (
      <Frame {...props} age={age}>
        {error === null ? (
          <SkeletonLines count={8} />
        ) : (
          <ReadFailed {...props} error={error} onRetry={age.refresh} />
        )}
      </Frame>
    )
  }
  const row = get.read(deployment)
  if (row === undefined) {
    return (
      <Frame {...props} age={age}>
        <Gone {...props} />
      </Frame>
    )
  }
  const actions = resourceVerbs(deployment, row.resource, user, user.ece_version)
  const open = (dialog: string) => set({ dialog })
  return (
    <Frame
      {...props}
      age={age}
      row={row}
      end={<VerbBar actions={actions} label={`Actions of ${row.resource.name}`} onOpen={open} />}
    >
      <IgnoredSearch names={ignored} />
      <ReadAgainFailed {...props} error={error} onRetry={age.refresh} />
      <div className="mt-3 empty:hidden">
        <PlanBanner deployment={deployment} actions={actions} onOpen={open} resource_id={id} />
      </div>
      <div className="my-3">
        <Tabs
          label="Parts of the page"
          active={values.tab}
          tabs={TABS.map((tab) => ({ ...tab, link: { to: '.', search: { tab: tab.id } } }))}
        />
      </div>
      {values.tab === 'overview' && <ResourceOverview row={row} />}
      {values.tab === 'activity' && (
        <ResourceActivity read={reads.history(place, id)} id={id} open={values.attempt} />
      )}
      {values.tab === 'json' && (
        <div className="flex min-h-112 flex-1 flex-col">
          <JsonView
            value={row.resource.info}
            label="Resource as JSON"
            fileName={`resource-${id}.json`}
          />
        </div>
      )}
      <ActionDialog
        actions={actions}
        dialog={values.dialog}
        onClose={() => set({ dialog: undefined })}
        activity={
          <Link to="." search={{ tab: 'activity' }} className="underline">
            Activity of this resource
          </Link>
        }
      />
    </Frame>
  )
}
