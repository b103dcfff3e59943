import { AllocatorId, type AllocatorDetail, operations } from '@ece/api-types'
import { currentInstallation } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { shareOf, toCell } from '../../domain/capacity.ts'
import { JsonPart, ObjectPage, OVERVIEW_AND_JSON } from '../../domain/object-page.tsx'
import { formatMegabytes } from '../../lib/bytes.ts'
import { plural } from '../../lib/text.ts'
import { Card } from '../../ui/card.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { Notice } from '../../ui/notice.tsx'
import { NoSuchPage } from '../../ui/no-such-page.tsx'
import { useRouteParam } from '../../ui/use-route-param.ts'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { toRow } from './allocator-rows.ts'
import { AllocatorStatus, STATES } from './allocator-state.tsx'
import { parseAllocatorSearch } from './allocators-search.ts'
import { MemoryBar } from './memory-bar.tsx'
import { countOwners, sortTenants } from './tenants.ts'
import { TenantsTable } from './tenants-table.tsx'

export function AllocatorPage() {
  const id = useRouteParam('allocatorId', AllocatorId)
  return id === undefined ? <NoSuchPage /> : <KnownAllocator key={id} allocatorId={id} />
}

function KnownAllocator({ allocatorId }: { allocatorId: AllocatorId }) {
  const { values, ignored } = useSearchValues(parseAllocatorSearch)
  const reading = useLive(q(operations.getAllocator, { params: { allocator_id: allocatorId } }))
  const link = {
    to: '/$installation/allocators',
    params: { installation: currentInstallation().id },
  } as const
  return (
    <ObjectPage
      what="this allocator"
      id={allocatorId}
      title={allocatorId}
      list={{ crumb: 'Allocators', label: 'All allocators', link }}
      facts={
        reading.data && (
          <>
            <AllocatorStatus state={toCell(reading.data).state} />
            <bdi className="text-ink-2">{reading.data.zone_id}</bdi>
          </>
        )
      }
      reading={reading}
      ignored={ignored}
      tabs={{ label: 'Parts of the allocator', active: values.tab, all: OVERVIEW_AND_JSON }}
    >
      {(allocator) =>
        values.tab === 'json' ? (
          <JsonPart
            value={allocator}
            fileName={`allocator-${allocatorId}.json`}
            label="Allocator as JSON"
          />
        ) : (
          <Overview allocator={allocator} />
        )
      }
    </ObjectPage>
  )
}

function Overview({ allocator }: { allocator: AllocatorDetail }) {
  const row = toRow(allocator)
  const tenants = sortTenants(allocator.instances ?? [])
  const { kind, means } = STATES[row.state]
  return (
    <>
      {means !== undefined && (
        <Notice kind={kind === 'bad' ? 'bad' : 'warn'} className="mb-3">
          {means}
        </Notice>
      )}
      <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <Card
          title="Instances"
          note={
            tenants.length > 0 &&
            `${plural(tenants.length, 'instance')} of ${plural(countOwners(tenants), 'deployment')}`
          }
        >
          {tenants.length === 0 ? (
            <p className="text-ink-2">
              {Array.isArray(allocator.instances)
                ? 'No instance lives here.'
                : 'ECE did not say which instances live here.'}
            </p>
          ) : (
            <TenantsTable tenants={tenants} />
          )}
        </Card>
        <Card title="About">
          <KeyValues
            items={[
              {
                label: 'Memory used',
                value: shareOf(row) !== undefined && <MemoryBar cell={row} />,
              },
              { label: 'Used', value: formatMegabytes(row.used) },
              { label: 'Free', value: formatMegabytes(row.free) },
              { label: 'Memory', value: formatMegabytes(row.total) },
              { label: 'Zone', value: <bdi>{allocator.zone_id}</bdi> },
              { label: 'Host IP', value: allocator.host_ip },
              { label: 'Public hostname', value: allocator.public_hostname },
              { label: 'ECE', value: allocator.build_info?.version },
              { label: 'Tags', value: row.tags.length > 0 && row.tags.join(', ') },
            ]}
          />
        </Card>
      </div>
    </>
  )
}
