import { countAllocators, listZones } from '../../domain/capacity.ts'
import { deploymentHealth } from '../../domain/health.ts'
import { formatCount } from '../../lib/bytes.ts'
import { now } from '../../lib/clock.ts'
import { plural } from '../../lib/text.ts'
import { Card } from '../../ui/card.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { Status } from '../../ui/status.tsx'
import { AllocatorsLink, DeploymentLink, ListLink } from './list-link.tsx'
import type { Overview } from './overview-reads.ts'
import { PartBody } from './part-body.tsx'

type PlatformProps = Pick<Overview, 'platform' | 'system' | 'total'> & { onRetry: () => void }

export const PlatformCard = ({ platform, system, total, onRetry }: PlatformProps) => (
  <Card title="Platform">
    <PartBody part={platform} what="facts about the platform" onRetry={onRetry}>
      {(data) => {
        const zones = listZones(data, undefined)
        const allocators = countAllocators(data)
        return (
          <KeyValues
            items={[
              { label: 'ECE', value: data.version },
              {
                label: 'Deployments',
                value: total.value !== undefined && (
                  <ListLink filters={{}}>{formatCount(total.value)}</ListLink>
                ),
              },
              {
                label: 'Allocators',
                value: allocators !== undefined && (
                  <AllocatorsLink search={{}}>
                    {formatCount(allocators)} in {plural(zones.length, 'zone')}
                  </AllocatorsLink>
                ),
              },
            ]}
          />
        )
      }}
    </PartBody>
    <h3 className="text-ink-2 mt-3 mb-1 text-sm font-semibold">System deployments</h3>
    <PartBody part={system} what="system deployments" onRetry={onRetry} lines={3}>
      {({ deployments }) =>
        deployments.length === 0 ? (
          <p className="text-ink-2">None that your role may see.</p>
        ) : (
          <ul aria-label="System deployments" className="grid gap-1">
            {deployments.map((deployment) => {
              const { kind, word } = deploymentHealth(deployment, now())
              return (
                <li key={deployment.id} className="flex min-w-0 items-center justify-between gap-3">
                  <DeploymentLink deployment={deployment} className="min-w-0" />
                  <Status kind={kind} label={word} isUnknown={word === 'Unknown'} />
                </li>
              )
            })}
          </ul>
        )
      }
    </PartBody>
  </Card>
)
