// What lives on an allocator.
import { type AllocatedInstance, ResourceKind } from '@ece/api-types'
import { nameOfKind } from '../../domain/resources.ts'

/** The product's name, or ECE's own word for a kind that this console does not know. */
export function nameOfTenantKind(kind: string): string {
  const known = ResourceKind.safeParse(kind)
  return known.success ? nameOfKind(known.data) : kind
}

/** The largest first: what has to find room elsewhere when the host goes. */
export const sortTenants = (tenants: readonly AllocatedInstance[]): AllocatedInstance[] =>
  tenants.toSorted(
    (a, b) =>
      (b.node_memory ?? 0) - (a.node_memory ?? 0) ||
      (a.cluster_name ?? a.cluster_id).localeCompare(b.cluster_name ?? b.cluster_id, 'en') ||
      a.instance_name.localeCompare(b.instance_name, 'en'),
  )

/** How many deployments have instances there; on servers that name none, how many clusters. */
export const countOwners = (tenants: readonly AllocatedInstance[]): number =>
  new Set(tenants.map(({ deployment_id, cluster_id }) => deployment_id || cluster_id)).size
