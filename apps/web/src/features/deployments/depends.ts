// What would miss this deployment, as far as the object itself says. Remote clusters of others are not in it.
import { plural } from '../../lib/text.ts'
import type { AnyDeployment } from '../../domain/shapes.ts'
import type { KeyValue } from '../../ui/key-values.tsx'

export function dependsOnIt(deployment: AnyDeployment): KeyValue[] {
  const { settings, resources } = deployment
  const monitoring = (resources.elasticsearch ?? []).map(
    ({ info }) => info?.elasticsearch_monitoring_info,
  )
  const sources = new Set(monitoring.flatMap((info) => info?.source_cluster_ids ?? []))
  const ships = [
    settings?.observability?.logging?.destination?.deployment_id,
    settings?.observability?.metrics?.destination?.deployment_id,
    ...monitoring.flatMap((info) => info?.destination_cluster_ids ?? []),
  ].filter((id) => typeof id === 'string' && id !== '')
  const filters = settings?.traffic_filter_settings?.rulesets ?? []
  return [
    ...(sources.size === 0
      ? []
      : [{ label: 'Monitoring', value: `${plural(sources.size, 'cluster')} send theirs here` }]),
    ...(ships.length === 0
      ? []
      : [{ label: 'Ships logs to', value: [...new Set(ships)].join(', '), isMono: true }]),
    ...(filters.length === 0
      ? []
      : [{ label: 'Traffic filters', value: filters.join(', '), isMono: true }]),
  ]
}
