import type { DeploymentTemplate } from '@ece/api-types'
import { nameOfKind } from '../../domain/resources.ts'
import { plural } from '../../lib/text.ts'
import { Absent } from '../../ui/key-values.tsx'
import { PlainTable } from '../../ui/plain-table.tsx'
import { describeSize, listTiers, type TemplateTier } from './template-facts.ts'

const Rows = ({ tiers }: { tiers: readonly TemplateTier[] }) => (
  <PlainTable
    head={[
      { label: 'Tier' },
      { label: 'Kind' },
      { label: 'Size', isEnd: true },
      { label: 'Instance configuration' },
      { label: 'Roles' },
    ]}
    rows={tiers.map((tier) => ({
      key: tier.key,
      cells: [
        tier.name,
        nameOfKind(tier.kind),
        describeSize(tier) ?? <span className="text-ink-2">not used</span>,
        tier.configuration === undefined ? (
          <Absent />
        ) : (
          <code className="mono">{tier.configuration}</code>
        ),
        tier.roles.length === 0 ? (
          <Absent />
        ) : (
          <span className="text-ink-2">{tier.roles.join(' ')}</span>
        ),
      ],
    }))}
  />
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
        <Rows tiers={used} />
      )}
      {unused.length > 0 && (
        <details className="mt-2">
          <summary className="text-ink-2 cursor-pointer py-1">
            {plural(unused.length, 'tier')} that a deployment can add later
          </summary>
          <Rows tiers={unused} />
        </details>
      )}
    </>
  )
}
