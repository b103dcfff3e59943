// The narrow column of the overview: what a tired person asks for after the instances.
import { EndpointsCard } from '../../domain/endpoints-card.tsx'
import { listAttemptRows } from '../../domain/attempt-rows.ts'
import { changeOf, startedBy } from '../../domain/plan-change.ts'
import { listResources } from '../../domain/resources.ts'
import type { AnyDeployment } from '../../domain/shapes.ts'
import { SnapshotCard } from '../../domain/snapshot-card.tsx'
import { Card } from '../../ui/card.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { Pill } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { dependsOnIt } from './depends.ts'

const LAST_CHANGES = 4

export function SideCards({ deployment }: { deployment: AnyDeployment }) {
  const resources = listResources(deployment)
  const elasticsearch = resources.find(({ kind }) => kind === 'elasticsearch')
  const changes = listAttemptRows(resources).slice(0, LAST_CHANGES)
  const dependants = dependsOnIt(deployment)
  const { metadata, alias } = deployment
  const tags = metadata?.tags ?? []
  return (
    <>
      {elasticsearch !== undefined && <SnapshotCard resource={elasticsearch} />}
      <EndpointsCard resources={resources} />
      {dependants.length > 0 && (
        <Card title="Depends on it">
          <KeyValues items={dependants} />
        </Card>
      )}
      <Card title="Last changes">
        {changes.length === 0 ? (
          <p className="text-ink-2">ECE shows no plan attempt here.</p>
        ) : (
          <ul className="grid gap-1">
            {changes.map(({ resource, attempt }, index) => (
              <li
                key={attempt.plan_attempt_id ?? index}
                className="grid grid-cols-[6rem_minmax(0,1fr)] gap-2.5"
              >
                <span className="text-ink-2">
                  <Time value={attempt.attempt_start_time ?? attempt.source?.date} />
                </span>
                <span className="wrap-anywhere">
                  {changeOf(attempt, resource).text}
                  <span className="text-ink-2"> · {startedBy(attempt).who}</span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card title="About">
        <KeyValues
          items={[
            { label: 'Alias', value: alias },
            { label: 'Owner', value: metadata?.owner_id },
            {
              label: 'Last modified',
              value: metadata?.last_modified && <Time value={metadata.last_modified} />,
            },
            {
              label: 'Tags',
              value:
                tags.length === 0 ? undefined : (
                  <span className="flex flex-wrap gap-1 whitespace-normal">
                    {tags.map(({ key, value }) => (
                      <Pill
                        key={`${key} ${value}`}
                        title={`${key}: ${value}`}
                      >{`${key}: ${value}`}</Pill>
                    ))}
                  </span>
                ),
            },
          ]}
        />
      </Card>
    </>
  )
}
