import { currentInstallation } from '../../api/installation.ts'
import { kibanas } from '../../domain/kibanas.ts'
import { KIBANA_COLUMNS } from './cluster-columns.tsx'
import { ResourceList } from './resource-list.tsx'
import type { LinkProps } from '@tanstack/react-router'
import type { ResourceRow } from '../../domain/resource-reads.ts'

const linkTo = ({ resource }: ResourceRow): LinkProps => ({
  to: '/$installation/kibana/$kibanaId',
  params: { installation: currentInstallation().id, kibanaId: resource.id },
})

export const KibanasPage = () => (
  <ResourceList
    title="Kibana"
    list="kibana"
    what="Kibana instance"
    reads={kibanas}
    columns={KIBANA_COLUMNS}
    rowLink={linkTo}
  />
)
