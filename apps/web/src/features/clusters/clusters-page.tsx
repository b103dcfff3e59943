import { currentInstallation } from '../../api/installation.ts'
import { clusters } from '../../domain/clusters.ts'
import { CLUSTER_COLUMNS } from './cluster-columns.tsx'
import { ResourceList } from './resource-list.tsx'

export const ClustersPage = () => (
  <ResourceList
    title="Elasticsearch"
    what="Elasticsearch cluster"
    reads={clusters}
    columns={CLUSTER_COLUMNS}
    rowLink={({ resource }) => ({
      to: '/$installation/elasticsearch/$clusterId',
      params: { installation: currentInstallation().id, clusterId: resource.id },
    })}
  />
)
