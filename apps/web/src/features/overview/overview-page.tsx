// The first page of a shift: what is broken, what moves, where there is room. Each card stands or falls on its own.
import { currentInstallation } from '../../api/installation.ts'
import { IgnoredSearch } from '../../domain/ignored-search.tsx'
import { cx } from '../../lib/cx.ts'
import { plural } from '../../lib/text.ts'
import { DataAge } from '../../ui/data-age.tsx'
import { Page } from '../../ui/page.tsx'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { AttentionCard } from './attention-card.tsx'
import { CapacityCard } from './capacity-card.tsx'
import { ChangingCard } from './changing-card.tsx'
import { ListLink } from './list-link.tsx'
import { useOverview } from './overview-reads.ts'
import { parseOverviewSearch } from './overview-search.ts'
import { PlatformCard } from './platform-card.tsx'
import { RecentCard } from './recent-card.tsx'
import { VersionsCard } from './versions-card.tsx'

/** Cards under each other: what happens on the left, what there is on the right. */
const STACK = 'grid min-w-0 grid-cols-1 items-start gap-3'

export function OverviewPage() {
  const { values, ignored } = useSearchValues(parseOverviewSearch)
  const { platform, problems, running, total, recent, system, allocators, versions, ...rest } =
    useOverview()
  const { age, areZonesUnknown } = rest
  return (
    <Page
      title="Overview"
      note={
        total.value !== undefined && (
          <>
            <ListLink filters={{}}>{plural(total.value, 'deployment')}</ListLink> on{' '}
            {currentInstallation().name}
          </>
        )
      }
      end={<DataAge {...age} />}
    >
      <IgnoredSearch names={ignored} />
      <div className="mt-3 grid grid-cols-1 items-start gap-3 lg:grid-cols-2 min-[119rem]:grid-cols-3">
        <div className={cx(STACK, 'min-[119rem]:col-span-2 min-[119rem]:grid-cols-2')}>
          <div className={STACK}>
            <AttentionCard
              problems={problems}
              areZonesUnknown={areZonesUnknown}
              isSystemHidden={system.data?.deployments.length === 0}
            />
            <ChangingCard
              running={running}
              isShowingSteps={values.steps === 'shown'}
              onRetry={age.refresh}
            />
          </div>
          <RecentCard recent={recent} onRetry={age.refresh} />
        </div>
        <div className={STACK}>
          <CapacityCard platform={platform} allocators={allocators} />
          <VersionsCard versions={versions} total={total} />
          <PlatformCard platform={platform} system={system} total={total} onRetry={age.refresh} />
        </div>
      </div>
    </Page>
  )
}
