import { operations, type StackVersionConfig, StackVersion } from '@ece/api-types'
import { currentInstallation } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { JsonPart, ObjectPage, OVERVIEW_AND_JSON } from '../../domain/object-page.tsx'
import { NotRead } from '../../domain/read-failed.tsx'
import { UsedBy } from '../../domain/used-by.tsx'
import { Card } from '../../ui/card.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { NoSuchPage } from '../../ui/no-such-page.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { useRouteParam } from '../../ui/use-route-param.ts'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { upgradableFrom, upgradableTo } from './stack-facts.ts'
import { ImageTable } from './image-table.tsx'
import { StackMarks } from './stack-marks.tsx'
import { parseStackVersionSearch } from './stack-versions-search.ts'
import { VersionLinks } from './version-links.tsx'

export function StackVersionPage() {
  const version = useRouteParam('version', StackVersion)
  return version === undefined ? (
    <NoSuchPage />
  ) : (
    <KnownStackVersion key={version} version={version} />
  )
}

function KnownStackVersion({ version }: { version: StackVersion }) {
  const { values, ignored } = useSearchValues(parseStackVersionSearch)
  const reading = useLive(q(operations.getVersionStack, { params: { version } }))
  const link = {
    to: '/$installation/stack-versions',
    params: { installation: currentInstallation().id },
  } as const
  return (
    <ObjectPage
      what="this stack version"
      id={version}
      title={version}
      list={{ crumb: 'Stack versions', label: 'All stack versions', link }}
      facts={reading.data && <StackMarks stack={reading.data} />}
      reading={reading}
      ignored={ignored}
      tabs={{ label: 'Parts of the stack version', active: values.tab, all: OVERVIEW_AND_JSON }}
    >
      {(stack) =>
        values.tab === 'json' ? (
          <JsonPart
            value={stack}
            fileName={`stack-${version}.json`}
            label="Stack version as JSON"
          />
        ) : (
          <Overview stack={stack} version={version} />
        )
      }
    </ObjectPage>
  )
}

function Overview({ stack, version }: { stack: StackVersionConfig; version: StackVersion }) {
  const { data: all, error } = useLive(
    q(operations.getVersionStacks, { query: { show_deleted: true } }),
  )
  return (
    <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="grid min-w-0 grid-cols-1 gap-3">
        <Card title="Upgrades to">
          <VersionLinks versions={upgradableTo(stack)} none="ECE names no version to upgrade to." />
        </Card>
        <Card title="Can be reached from">
          {all === undefined ? (
            error === null ? (
              <SkeletonLines count={1} />
            ) : (
              <NotRead error={error} />
            )
          ) : (
            <VersionLinks
              versions={upgradableFrom(all.stacks, version).map((each) => each.version)}
              none="No version here can be upgraded to this one."
            />
          )}
        </Card>
        <Card title="Images and memory limits">
          <ImageTable stack={stack} />
        </Card>
      </div>
      <Card title="About">
        {stack.metadata?.notes && (
          <p className="text-ink-2 mb-2 wrap-anywhere">{stack.metadata.notes}</p>
        )}
        <KeyValues
          items={[
            { label: 'Run by', value: <UsedBy filter={{ version: [version] }} /> },
            {
              label: 'Upgrade from',
              value: stack.min_upgradable_from && `${stack.min_upgradable_from} or later`,
            },
            { label: 'Needs platform', value: stack.metadata?.min_platform_version },
            {
              label: 'Plugins',
              value: stack.elasticsearch?.default_plugins?.join(', ') || undefined,
            },
          ]}
        />
      </Card>
    </div>
  )
}
