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
import { Absent } from '../../ui/key-values.tsx'
import { Status } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'

const text = (value: string | undefined) =>
  value === undefined ? (
    <Absent />
  ) : (
    <span className="truncate" title={value}>
      {value}
    </span>
  )

const NAME: Column<ResourceRow> = {
  id: 'name',
  header: 'Name',
  width: 170,
  grow: 3,
  isMain: true,
  isSticky: true,
  cell: ({ resource }) => <bdi className="truncate">{resource.name}</bdi>,
}

const SHARED: readonly Column<ResourceRow>[] = [
  {
    id: 'health',
    header: 'Health',
    width: 148,
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
    hideBelow: 480,
    cell: ({ resource }) => text(versionOf(resource)),
  },
  {
    id: 'shape',
    header: 'Zones × memory',
    width: 126,
    align: 'end',
    hideBelow: 900,
    cell: ({ resource }) => text(shapeOf(resource)?.text),
  },
  {
    id: 'instances',
    header: 'Instances',
    width: 84,
    align: 'end',
    hideBelow: 760,
    cell: ({ resource }) => formatCount(instancesOf(resource).length),
  },
  {
    id: 'state',
    header: 'State',
    width: 150,
    grow: 2,
    hideBelow: 1020,
    cell: ({ resource }) => text(detailOf(resourceHealth(resource, now()))),
  },
]

const SNAPSHOT: Column<ResourceRow> = {
  id: 'snapshot',
  header: 'Last good snapshot',
  width: 140,
  align: 'end',
  hideBelow: 900,
  cell: ({ resource }) => text(snapshotOf(resource, now()).text),
}

export const CLUSTER_COLUMNS = [NAME, ...SHARED, SNAPSHOT]
export const KIBANA_COLUMNS = [NAME, ...SHARED]
