import { Link } from '@tanstack/react-router'
import { currentInstallation } from '../../api/installation.ts'
import { resourceHealth } from '../../domain/health.ts'
import type { ResourceRow } from '../../domain/resource-reads.ts'
import { versionOf } from '../../domain/resources.ts'
import { snapshotOf } from '../../domain/snapshots.ts'
import { instancesOf, shapeOf } from '../../domain/topology.ts'
import { detailOf } from '../../domain/verdict.ts'
import { formatCount } from '../../lib/bytes.ts'
import { now } from '../../lib/clock.ts'
import { Status } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'

const NAME: Column<ResourceRow> = {
  id: 'name',
  header: 'Name',
  width: 170,
  grow: 3,
  isMain: true,
  isSticky: true,
  value: ({ resource }) => resource.name,
  cell: ({ resource }) => (
    <bdi className="truncate" title={resource.name}>
      {resource.name}
    </bdi>
  ),
}

const SHARED: readonly Column<ResourceRow>[] = [
  {
    id: 'health',
    header: 'Health',
    width: 148,
    value: ({ resource }) => resourceHealth(resource, now()).word,
    cell: ({ resource }) => {
      const { kind, word } = resourceHealth(resource, now())
      return <Status kind={kind} label={word} isUnknown={word === 'Unknown'} />
    },
  },
  {
    id: 'deployment',
    header: 'Deployment',
    width: 150,
    grow: 2,
    sort: 'name',
    hideBelow: 620,
    isSecondLine: true,
    value: ({ deployment_name }) => deployment_name,
    cell: ({ deployment_id, deployment_name }) => (
      <Link
        to="/$installation/deployments/$deploymentId"
        params={{ installation: currentInstallation().id, deploymentId: deployment_id }}
        className="truncate hover:underline"
        title={deployment_name}
      >
        <bdi>{deployment_name}</bdi>
      </Link>
    ),
  },
  {
    id: 'version',
    header: 'Version',
    width: 90,
    isSecondLine: true,
    value: ({ resource }) => versionOf(resource),
  },
  {
    id: 'shape',
    header: 'Zones × memory',
    width: 126,
    align: 'end',
    hideBelow: 900,
    isSecondLine: true,
    value: ({ resource }) => shapeOf(resource)?.text,
  },
  {
    id: 'instances',
    header: 'Instances',
    width: 84,
    align: 'end',
    hideBelow: 760,
    value: ({ resource }) => instancesOf(resource).length,
    cell: ({ resource }) => formatCount(instancesOf(resource).length),
  },
  {
    id: 'state',
    header: 'State',
    width: 190,
    grow: 4,
    hideBelow: 1020,
    value: ({ resource }) => detailOf(resourceHealth(resource, now())),
  },
]

const SNAPSHOT: Column<ResourceRow> = {
  id: 'snapshot',
  header: 'Last good snapshot',
  width: 140,
  align: 'end',
  hideBelow: 900,
  value: ({ resource }) => {
    const { at, text } = snapshotOf(resource, now())
    return at === undefined ? text : new Date(at).toISOString()
  },
  cell: ({ resource }) => <span className="truncate">{snapshotOf(resource, now()).text}</span>,
}

const IDS: readonly Column<ResourceRow>[] = [
  { id: 'id', header: 'Id', width: 244, isExtra: true, value: ({ resource }) => resource.id },
  {
    id: 'deployment_id',
    header: 'Deployment id',
    width: 244,
    isExtra: true,
    value: ({ deployment_id }) => deployment_id,
  },
]

export const CLUSTER_COLUMNS = [NAME, ...SHARED, SNAPSHOT, ...IDS]
export const KIBANA_COLUMNS = [NAME, ...SHARED, ...IDS]
