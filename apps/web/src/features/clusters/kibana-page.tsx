import { ResourceId } from '@ece/api-types'
import { currentInstallation } from '../../api/installation.ts'
import { kibanas } from '../../domain/kibanas.ts'
import { NoSuchPage } from '../../ui/no-such-page.tsx'
import { useRouteParam } from '../../ui/use-route-param.ts'
import { ResourcePage } from './resource-page.tsx'

export function KibanaPage() {
  const id = useRouteParam('kibanaId', ResourceId)
  if (id === undefined) return <NoSuchPage />
  const params = { installation: currentInstallation().id }
  const link = { to: '/$installation/kibana', params } as const
  return (
    <ResourcePage
      key={id}
      id={id}
      what="this Kibana"
      reads={kibanas}
      list={{ crumb: 'Kibana', label: 'All Kibana instances', link }}
    />
  )
}
