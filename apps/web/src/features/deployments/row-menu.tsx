import { lazy } from 'react'
import type { DeploymentHit } from '@ece/api-types'
import { nameOfDeployment } from '../../domain/resources.ts'
import { MenuOnIntent } from '../../ui/menu-on-intent.tsx'

const load = () => import('./row-actions.tsx')
const RowActions = lazy(async () => ({ default: (await load()).RowActions }))

/** The verbs of a hundred rows are not worked out, nor is their code loaded, before somebody asks for one. */
export const RowMenu = ({ deployment }: { deployment: DeploymentHit }) => (
  <MenuOnIntent label={`Actions of ${nameOfDeployment(deployment)}`} preload={load}>
    <RowActions deployment={deployment} />
  </MenuOnIntent>
)
