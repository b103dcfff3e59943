import type { DeploymentTemplate } from '@ece/api-types'
import { formatMegabytes } from '../../lib/bytes.ts'
import { Absent } from '../../ui/absent.tsx'
import { type PlainColumn, PlainTable } from '../../ui/plain-table.tsx'

type Configuration = NonNullable<DeploymentTemplate['instance_configurations']>[number]

/** `1 GB to 64 GB, starts with 4 GB`. */
export function describeSizes({ discrete_sizes }: Configuration): string | undefined {
  const sizes = (discrete_sizes?.sizes ?? []).toSorted((a, b) => a - b)
  const first = formatMegabytes(sizes[0])
  const last = formatMegabytes(sizes.at(-1))
  const start = formatMegabytes(discrete_sizes?.default_size)
  if (first === undefined || last === undefined) return start
  const range = first === last ? first : `${first} to ${last}`
  return start === undefined ? range : `${range}, starts with ${start}`
}

const COLUMNS: readonly PlainColumn<Configuration>[] = [
  { label: 'Instance configuration', cell: ({ name }) => <code className="mono">{name}</code> },
  { label: 'Kind', cell: ({ instance_type }) => instance_type ?? <Absent /> },
  { label: 'Memory', cell: (configuration) => describeSizes(configuration) ?? <Absent /> },
  {
    label: 'Disk per memory',
    isEnd: true,
    cell: ({ storage_multiplier: times }) =>
      typeof times === 'number' ? `× ${times}` : <Absent />,
  },
  {
    label: 'Zones',
    isEnd: true,
    cell: ({ max_zones }) => (typeof max_zones === 'number' ? `up to ${max_zones}` : <Absent />),
  },
]

/** Sizes and limits of the hardware that the template's tiers run on. */
export const ConfigurationTable = ({
  configurations,
}: {
  configurations: readonly Configuration[]
}) =>
  configurations.length === 0 ? (
    <p className="text-ink-2">ECE names none for this template.</p>
  ) : (
    <PlainTable
      label="Instance configurations"
      columns={COLUMNS}
      rows={configurations}
      rowKey={({ id, name }) => id ?? name}
    />
  )
