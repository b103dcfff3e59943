import { useMemo } from 'react'
import type { DeploymentHit } from '@ece/api-types'
import { BulkBar } from '../../actions/bulk-bar.tsx'

/** The verbs of chosen deployments; loaded when the first one is chosen. */
export const DeploymentsBulk = ({ rows }: { rows: readonly DeploymentHit[] }) => (
  <BulkBar
    scope="deployments"
    rows={useMemo(() => rows.map((deployment) => ({ deployment })), [rows])}
  />
)
