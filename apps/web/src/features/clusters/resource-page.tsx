// The page of one Elasticsearch cluster or Kibana. Where it lives is found by a search for its id; from there on ECE's own
// answer about the deployment is the truth, because the search index may lag.
import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import { ActionDialog } from '../../actions/confirm.tsx'
import { PlanBanner } from '../../actions/plan-banner.tsx'
import { VerbBar } from '../../actions/verb-bar.tsx'
import { withInstanceVerbs } from '../../actions/verb-instances.ts'
import { resourceVerbs } from '../../actions/verbs.ts'
import { currentInstallation, useUser } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { AttemptTab } from '../../domain/attempt-tab.tsx'
import { resourceHealth } from '../../domain/health.ts'
import { IdFact, JsonPart, ObjectPage, type ObjectPageProps } from '../../domain/object-page.tsx'
import { isChanging } from '../../domain/changing.ts'
import type { Place, Reads, ResourceRow } from '../../domain/resource-reads.ts'
import { versionOf } from '../../domain/resources.ts'
import { now } from '../../lib/clock.ts'
import { shortId } from '../../lib/text.ts'
import { StatusPill } from '../../ui/status.tsx'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { parseClusterSearch } from './clusters-search.ts'
import { ResourceOverview } from './resource-overview.tsx'

interface ResourcePageProps {
  id: string
  /** With its article: `this Elasticsearch cluster`. */
  what: string
  reads: Reads
  list: ObjectPageProps<unknown>['list']
}

const TABS = [
  { id: 'overview', label: 'Overview' },
  { id: 'activity', label: 'Activity' },
  { id: 'json', label: 'JSON' },
] as const

export function ResourcePage(props: ResourcePageProps) {
  const { reads, ...page } = props
  const { values, ignored } = useSearchValues(parseClusterSearch)
  const located = reads.locate(page.id)
  const reading = useLive(q(located.operation, located.input))
  // the id's place never changes, and an index that lags must not take a page away that is open
  const [known, setKnown] = useState<Place>()
  const found = reading.data && located.read(reading.data)
  if (known === undefined && found !== undefined) setKnown(found)
  if (known !== undefined) return <Located {...props} place={known} />
  return (
    <ObjectPage
      {...page}
      title={shortId(page.id)}
      facts={<Facts id={page.id} />}
      reading={reading}
      isGone={reading.data !== undefined}
      ignored={ignored}
      tabs={{ label: 'Parts of the page', active: values.tab, all: TABS }}
    >
      {() => null}
    </ObjectPage>
  )
}

/** The same before and after the object is known, so that nothing jumps. */
function Facts({ id, row }: { id: string; row?: ResourceRow | undefined }) {
  const health = row && resourceHealth(row.resource, now())
  return (
    <>
      {health && (
        <StatusPill kind={health.kind} label={health.word} isUnknown={health.word === 'Unknown'} />
      )}
      {row && <span className="text-ink-2">{versionOf(row.resource)}</span>}
      {row && <DeploymentLink row={row} />}
      <IdFact id={id} shown={shortId(id)} what="id" />
    </>
  )
}

const DeploymentLink = ({ row }: { row: ResourceRow }) => (
  <Link
    to="/$installation/deployments/$deploymentId"
    params={{ installation: currentInstallation().id, deploymentId: row.deployment_id }}
    className="text-accent min-w-0 truncate underline"
    title={
      row.resource.kind === 'elasticsearch'
        ? 'Shut down and restore are there: they are about the whole deployment'
        : 'The whole deployment is shut down and restored there'
    }
  >
    of deployment <bdi>{row.deployment_name}</bdi>
  </Link>
)

function Located({ place, reads, ...page }: ResourcePageProps & { place: Place }) {
  const { id } = page
  const { values, ignored, set } = useSearchValues(parseClusterSearch)
  const user = useUser()
  const get = reads.get(place, id)
  const reading = useLive(q(get.operation, get.input), { changing: isChanging })
  const history = reads.history(place, id)
  const isActivity = values.tab === 'activity'
  const attempts = useLive(q(history.operation, history.input), {
    changing: isChanging,
    enabled: isActivity,
  })
  const { data: deployment } = reading
  const row = deployment && get.read(deployment)
  const actions =
    row === undefined ? [] : resourceVerbs(row.deployment, row.resource, user, user.ece_version)
  const open = (dialog: string) => set({ dialog })
  return (
    <ObjectPage
      {...page}
      title={row?.resource.name ?? shortId(id)}
      facts={<Facts id={id} row={row} />}
      verbs={
        row && <VerbBar actions={actions} label={`Actions of ${row.resource.name}`} onOpen={open} />
      }
      reading={{ ...reading, data: row }}
      isGone={deployment !== undefined && row === undefined}
      alsoRead={isActivity ? [attempts.age] : []}
      ignored={ignored}
      above={
        row && (
          <PlanBanner
            deployment={row.deployment}
            actions={actions}
            onOpen={open}
            resource_id={id}
          />
        )
      }
      tabs={{ label: 'Parts of the page', active: values.tab, all: TABS }}
    >
      {(known) => (
        <>
          {values.tab === 'overview' && <ResourceOverview row={known} onOpen={open} />}
          {isActivity && (
            <AttemptTab reading={attempts} resource_id={id} address={values} set={set} />
          )}
          {values.tab === 'json' && (
            <JsonPart
              value={known.resource.info}
              label="Resource as JSON"
              fileName={`resource-${id}.json`}
            />
          )}
          <ActionDialog
            actions={withInstanceVerbs(
              actions,
              values.dialog,
              known.deployment,
              user,
              user.ece_version,
            )}
            dialog={values.dialog}
            onClose={() => set({ dialog: undefined })}
            activity={
              <Link to="." search={{ tab: 'activity' }} className="underline">
                Activity of this resource
              </Link>
            }
          />
        </>
      )}
    </ObjectPage>
  )
}
