import { Link } from '@tanstack/react-router'
import { InstanceMenu } from '../../actions/instance-menu.tsx'
import { currentInstallation } from '../../api/installation.ts'
import { EndpointsCard } from '../../domain/endpoints-card.tsx'
import { resourceHealth } from '../../domain/health.ts'
import { InstanceGrid } from '../../domain/instance-grid.tsx'
import { isChanging } from '../../domain/changing.ts'
import type { ResourceRow } from '../../domain/resource-reads.ts'
import { listResources, type Resource } from '../../domain/resources.ts'
import { ReasonList } from '../../domain/reason-list.tsx'
import { SnapshotCard } from '../../domain/snapshot-card.tsx'
import { instancesOf, summarizeSizes } from '../../domain/topology.ts'
import { now } from '../../lib/clock.ts'
import { plural } from '../../lib/text.ts'
import { Card } from '../../ui/card.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { Time } from '../../ui/time.tsx'

interface OverviewProps {
  row: ResourceRow
  /** Opens the dialog of a verb. */
  onOpen: (key: string) => void
}

export function ResourceOverview({ row, onOpen }: OverviewProps) {
  const { resource, deployment } = row
  const instances = instancesOf(resource)
  const { reasons } = resourceHealth(resource, now())
  return (
    <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-[minmax(0,1fr)_20rem]">
      <Card
        title="Instances"
        note={[plural(instances.length, 'instance'), summarizeSizes(instances)]
          .filter(Boolean)
          .join(' · ')}
        end={
          instances.length > 0 && (
            <InstanceMenu deployment={deployment} resource={resource} onOpen={onOpen} />
          )
        }
      >
        <ReasonList reasons={reasons} />
        <InstanceGrid
          instances={instances}
          isChanging={isChanging(deployment)}
          none="There are no instances at present."
          renderMenu={(instance) => (
            <InstanceMenu
              deployment={deployment}
              resource={resource}
              instance={instance}
              onOpen={onOpen}
            />
          )}
        />
      </Card>
      <div className="grid min-w-0 gap-3 md:grid-cols-2 xl:grid-cols-1">
        {resource.kind === 'elasticsearch' ? (
          <ElasticsearchCards resource={resource} />
        ) : (
          <ConnectedCard row={row} />
        )}
        <EndpointsCard resources={[resource]} />
      </div>
    </div>
  )
}

function ElasticsearchCards({ resource }: { resource: Resource }) {
  const { elasticsearch: state, system_alerts } = resource.info
  const unavailable = (state?.shard_info?.unavailable_shards ?? []).reduce(
    (sum, { shard_count }) => sum + shard_count,
    0,
  )
  const blocks = state?.cluster_blocking_issues?.blocks ?? []
  const alerts = system_alerts ?? []
  return (
    <>
      <Card title="Cluster">
        <KeyValues
          items={[
            { label: 'Shards', value: state?.shards_status?.status },
            {
              label: 'Unavailable',
              value: state?.shard_info ? plural(unavailable, 'shard') : undefined,
            },
            { label: 'Master', value: describeMaster(resource) },
            {
              label: 'Blocks',
              value:
                blocks.length === 0
                  ? undefined
                  : blocks.map(({ description }) => description).join('; '),
            },
          ]}
        />
      </Card>
      <SnapshotCard resource={resource} />
      {alerts.length > 0 && (
        <Card title="System alerts">
          <ul className="grid gap-1">
            {alerts.map(({ timestamp, instance_name, alert_type }, index) => (
              // two alerts may be alike in everything
              <li key={index} className="wrap-anywhere">
                <Time value={timestamp} className="text-ink-2 mr-2" />
                {[alert_type?.replaceAll('_', ' '), instance_name].filter(Boolean).join(' · ')}
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  )
}

function describeMaster(resource: Resource): string | undefined {
  const master = resource.info.elasticsearch?.master_info
  if (!master) return undefined
  const without = master.instances_with_no_master?.length ?? 0
  if (without > 0) return `${plural(without, 'instance')} without a master`
  return master.healthy === false ? 'not healthy' : 'elected'
}

/** Which Elasticsearch a Kibana works on. */
function ConnectedCard({ row: { resource, deployment } }: { row: ResourceRow }) {
  const id =
    resource.info.elasticsearch_cluster?.elasticsearch_id ??
    listResources(deployment).find(({ kind }) => kind === 'elasticsearch')?.id
  return (
    <Card title="Works on">
      <KeyValues
        items={[
          {
            label: 'Elasticsearch',
            value: id && (
              <Link
                to="/$installation/elasticsearch/$clusterId"
                params={{ installation: currentInstallation().id, clusterId: id }}
                className="text-accent mono underline"
              >
                {id}
              </Link>
            ),
          },
        ]}
      />
    </Card>
  )
}
