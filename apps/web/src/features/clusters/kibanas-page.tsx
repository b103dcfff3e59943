import { currentInstallation } from '../../api/installation.ts'
import { kibanas } from '../../domain/kibanas.ts'
import { KIBANA_COLUMNS } from './cluster-columns.tsx'
import { ResourceList } from './resource-list.tsx'

export const KibanasPage = () => (
  <ResourceList
    title="Kibana"
    what="Kibana instance"
    reads={kibanas}
    columns={KIBANA_COLUMNS}
    rowLink={({ resource }) => ({
      to: '/$installation/kibana/$kibanaId',
      params: { installation: currentInstallation().id, kibanaId: resource.id },
    })}
  />
)
