import type { DeploymentTemplate } from '@ece/api-types'
import { formatMegabytes } from '../../lib/bytes.ts'
import { Absent } from '../../ui/key-values.tsx'
import { PlainTable } from '../../ui/plain-table.tsx'

type Configuration = NonNullable<DeploymentTemplate['instance_configurations']>[number]

/** `1 GB to 64 GB, starts with 4 GB`. */
export function describeSizes({ discrete_sizes }: Configuration): string | undefined {
  const sizes = [...(discrete_sizes?.sizes ?? [])].sort((a, b) => a - b)
  const first = formatMegabytes(sizes[0])
  const last = formatMegabytes(sizes.at(-1))
  const start = formatMegabytes(discrete_sizes?.default_size)
  if (first === undefined || last === undefined) return start
  const range = first === last ? first : `${first} to ${last}`
  return start === undefined ? range : `${range}, starts with ${start}`
}

/** Sizes and limits of the hardware that the template's tiers run on. */
export function ConfigurationTable({
  configurations,
}: {
  configurations: readonly Configuration[]
}) {
  if (configurations.length === 0)
    return <p className="text-ink-2">ECE names none for this template.</p>
  return (
    <PlainTable
      head={[
        { label: 'Instance configuration' },
        { label: 'Kind' },
        { label: 'Memory' },
        { label: 'Disk per memory', isEnd: true },
        { label: 'Zones', isEnd: true },
      ]}
      rows={configurations.map((configuration, index) => ({
        key: configuration.id ?? `${configuration.name} ${index}`,
        cells: [
          <code key="name" className="mono">
            {configuration.name}
          </code>,
          configuration.instance_type ?? <Absent />,
          describeSizes(configuration) ?? <Absent />,
          typeof configuration.storage_multiplier === 'number' ? (
            `× ${configuration.storage_multiplier}`
          ) : (
            <Absent />
          ),
          typeof configuration.max_zones === 'number' ? (
            `up to ${configuration.max_zones}`
          ) : (
            <Absent />
          ),
        ],
      }))}
    />
  )
}
