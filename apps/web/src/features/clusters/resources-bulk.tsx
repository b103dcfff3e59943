import { useMemo } from 'react'
import { BulkBar } from '../../actions/bulk-bar.tsx'
import type { BulkScope } from '../../actions/bulk-verbs.ts'
import type { ResourceRow } from '../../domain/resource-reads.ts'

/** The verbs of chosen clusters or Kibana instances; loaded when the first one is chosen. */
export const ResourcesBulk = ({
  rows,
  scope,
}: {
  rows: readonly ResourceRow[]
  scope: BulkScope
}) => (
  <BulkBar
    scope={scope}
    rows={useMemo(
      () => rows.map(({ deployment, resource }) => ({ deployment, resourceId: resource.id })),
      [rows],
    )}
  />
)
