import { ResourceId } from '@ece/api-types'
import { currentInstallation } from '../../api/installation.ts'
import { clusters } from '../../domain/clusters.ts'
import { useRouteParam } from '../../ui/use-route-param.ts'
import { ResourcePage } from './resource-page.tsx'

export function ClusterPage() {
  const id = useRouteParam('clusterId', ResourceId)
  const params = { installation: currentInstallation().id }
  return (
    <ResourcePage
      key={id}
      id={id}
      what="this Elasticsearch cluster"
      reads={clusters}
      list={{ label: 'Elasticsearch', link: { to: '/$installation/elasticsearch', params } }}
    />
  )
}
