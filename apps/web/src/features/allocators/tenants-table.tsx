import type { AllocatedInstance } from '@ece/api-types'
import { Link } from '@tanstack/react-router'
import { currentInstallation } from '../../api/installation.ts'
import { formatMegabytes } from '../../lib/bytes.ts'
import { shortId } from '../../lib/text.ts'
import { Absent } from '../../ui/absent.tsx'
import { type PlainColumn, PlainTable } from '../../ui/plain-table.tsx'
import { Status } from '../../ui/status.tsx'
import { nameOfTenantKind } from './tenants.ts'

const COLUMNS: readonly PlainColumn<AllocatedInstance>[] = [
  { label: 'Deployment', cell: (tenant) => <Owner tenant={tenant} /> },
  {
    label: 'State',
    cell: (tenant) => <TenantState tenant={tenant} />,
  },
  {
    label: 'Memory',
    isEnd: true,
    cell: ({ node_memory }) => formatMegabytes(node_memory) ?? <Absent />,
  },
  { label: 'Kind', cell: ({ cluster_type }) => nameOfTenantKind(cluster_type) },
  {
    label: 'Instance',
    cell: ({ instance_name }) => <code className="mono">{instance_name}</code>,
  },
  { label: 'Version', cell: ({ plans_info }) => plans_info?.version || <Absent /> },
]

/** The name of its cluster, which is the deployment's unless somebody renamed one; to the page that there is. */
function Owner({ tenant }: { tenant: AllocatedInstance }) {
  const { cluster_id, cluster_name, cluster_type, deployment_id } = tenant
  const name = <bdi>{cluster_name || shortId(cluster_id)}</bdi>
  const { id: installation } = currentInstallation()
  const className = 'block max-w-36 sm:max-w-72 truncate font-medium hover:underline'
  if (deployment_id) {
    return (
      <Link
        to="/$installation/deployments/$deploymentId"
        params={{ installation, deploymentId: deployment_id }}
        className={className}
      >
        {name}
      </Link>
    )
  }
  if (cluster_type !== 'elasticsearch') return name
  return (
    <Link
      to="/$installation/elasticsearch/$clusterId"
      params={{ installation, clusterId: cluster_id }}
      className={className}
    >
      {name}
    </Link>
  )
}

function TenantState({ tenant: { healthy, moving, plans_info } }: { tenant: AllocatedInstance }) {
  if (moving === true) return <Status kind="busy" label="Moving away" />
  if (healthy === false) return <Status kind="bad" label="Not healthy" />
  if (plans_info?.pending === true) return <Status kind="busy" label="Changing" />
  return healthy === true ? (
    <Status kind="ok" label="Healthy" />
  ) : (
    <Status kind="off" label="Unknown" isUnknown />
  )
}

export const TenantsTable = ({ tenants }: { tenants: readonly AllocatedInstance[] }) => (
  <PlainTable
    label="Instances on this allocator"
    columns={COLUMNS}
    rows={tenants}
    rowKey={({ cluster_id, instance_name }) => `${cluster_id} ${instance_name}`}
  />
)
