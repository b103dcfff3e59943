import { now } from '../lib/clock.ts'
import { Card } from '../ui/card.tsx'
import { KeyValues } from '../ui/key-values.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import type { Resource } from './resources.ts'
import { snapshotOf } from './snapshots.ts'

const SIGNS = { ok: 'ok', old: 'bad', none: 'warn', no_repository: 'warn', unknown: 'off' } as const

/** Whether what is on the disks exists anywhere else. */
export function SnapshotCard({ resource }: { resource: Resource }) {
  const snapshot = snapshotOf(resource, now())
  const { kind, text, source, count, repository, next, latestFailed } = snapshot
  return (
    <Card title="Snapshot">
      <KeyValues
        items={[
          {
            label: 'Last good',
            value: (
              <span title={`Read from ${source}`}>
                <Status kind={SIGNS[kind]} label={text} isUnknown={kind === 'unknown'} />
              </span>
            ),
          },
          ...(latestFailed
            ? [{ label: 'Latest', value: <Status kind="bad" label="failed" /> }]
            : []),
          { label: 'Next', value: next === undefined ? undefined : <Time value={next} /> },
          { label: 'Kept', value: count },
          { label: 'Repository', value: repository, isMono: true },
        ]}
      />
    </Card>
  )
}
