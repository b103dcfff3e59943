import type { DeploymentTemplate } from '@ece/api-types'
import { nameOfKind } from '../../domain/resources.ts'
import { plural } from '../../lib/text.ts'
import { Absent } from '../../ui/absent.tsx'
import { type PlainColumn, PlainTable } from '../../ui/plain-table.tsx'
import { describeSize, listTiers, type TemplateTier } from './template-facts.ts'

const COLUMNS: readonly PlainColumn<TemplateTier>[] = [
  { label: 'Tier', cell: ({ name }) => name },
  { label: 'Kind', cell: ({ kind }) => nameOfKind(kind) },
  {
    label: 'Size',
    isEnd: true,
    cell: (tier) => describeSize(tier) ?? <span className="text-ink-2">not used</span>,
  },
  {
    label: 'Instance configuration',
    cell: ({ configuration }) =>
      configuration === undefined ? <Absent /> : <code className="mono">{configuration}</code>,
  },
  {
    label: 'Roles',
    cell: ({ roles }) =>
      roles.length === 0 ? <Absent /> : <span className="text-ink-2">{roles.join(' ')}</span>,
  },
]

const Tiers = ({ label, tiers }: { label: string; tiers: readonly TemplateTier[] }) => (
  <PlainTable label={label} columns={COLUMNS} rows={tiers} rowKey={({ key }) => key} />
)

/** Tiers in use, and folded below them those that a deployment may grow into. */
export function TierTable({ template }: { template: DeploymentTemplate }) {
  const tiers = listTiers(template)
  const used = tiers.filter(({ megabytes }) => megabytes > 0)
  const unused = tiers.filter(({ megabytes }) => megabytes <= 0)
  return (
    <>
      {used.length === 0 ? (
        <p className="text-ink-2">ECE names no resources for this template.</p>
      ) : (
        <Tiers label="Tiers of a new deployment" tiers={used} />
      )}
      {unused.length > 0 && (
        <details className="mt-2">
          <summary className="text-ink-2 cursor-pointer py-1">
            {plural(unused.length, 'tier')} that a deployment can add later
          </summary>
          <Tiers label="Tiers to add later" tiers={unused} />
        </details>
      )}
    </>
  )
}
