import { currentInstallation } from '../../api/installation.ts'
import { clusters } from '../../domain/clusters.ts'
import { CLUSTER_COLUMNS } from './cluster-columns.tsx'
import { ResourceList } from './resource-list.tsx'
import type { LinkProps } from '@tanstack/react-router'
import type { ResourceRow } from '../../domain/resource-reads.ts'

const linkTo = ({ resource }: ResourceRow): LinkProps => ({
  to: '/$installation/elasticsearch/$clusterId',
  params: { installation: currentInstallation().id, clusterId: resource.id },
})

export const ClustersPage = () => (
  <ResourceList
    title="Elasticsearch"
    list="elasticsearch"
    what="Elasticsearch cluster"
    reads={clusters}
    columns={CLUSTER_COLUMNS}
    rowLink={linkTo}
  />
)
