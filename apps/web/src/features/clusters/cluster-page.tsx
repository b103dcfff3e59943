import { ResourceId } from '@ece/api-types'
import { currentInstallation } from '../../api/installation.ts'
import { clusters } from '../../domain/clusters.ts'
import { NoSuchPage } from '../../ui/no-such-page.tsx'
import { useRouteParam } from '../../ui/use-route-param.ts'
import { ResourcePage } from './resource-page.tsx'

export function ClusterPage() {
  const id = useRouteParam('clusterId', ResourceId)
  if (id === undefined) return <NoSuchPage />
  const params = { installation: currentInstallation().id }
  const link = { to: '/$installation/elasticsearch', params } as const
  return (
    <ResourcePage
      key={id}
      id={id}
      what="this Elasticsearch cluster"
      reads={clusters}
      list={{ crumb: 'Elasticsearch', label: 'All Elasticsearch clusters', link }}
    />
  )
}
