// The list of stack versions: dozens at most, so ECE sends all of them and sorting and search are here.
import { operations } from '@ece/api-types'
import { currentInstallation } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { IgnoredSearch } from '../../domain/ignored-search.tsx'
import { plural } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choice.tsx'
import { DataAge } from '../../ui/data-age.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { Table } from '../../ui/table.tsx'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { listStacks } from './stack-facts.ts'
import { STACK_VERSION_COLUMNS } from './stack-version-columns.tsx'
import { parseStackVersionsSearch } from './stack-versions-search.ts'

export function StackVersionsPage() {
  const { values, ignored, set } = useSearchValues(parseStackVersionsSearch)
  const { data, error, age } = useLive(
    q(operations.getVersionStacks, { query: { show_deleted: values.deleted === 'shown' } }),
  )
  const text = values.q ?? ''
  const rows =
    data && listStacks(data.stacks).filter(({ version }) => version.includes(text.trim()))
  const note = rows && plural(rows.length, 'version')
  return (
    <Page title="Stack versions" isFilling note={note} end={<DataAge {...age} />}>
      <IgnoredSearch names={ignored} />
      <div className="flex flex-wrap items-center gap-3 py-3">
        <SearchBox
          label="Search stack versions"
          placeholder="8.17…"
          value={text}
          onChange={(next) => set({ q: next === '' ? undefined : next }, { replace: true })}
          className="w-75 max-w-full"
        />
        <Checkbox
          label="Show deleted"
          checked={values.deleted === 'shown'}
          onChange={(isOn) => set({ deleted: isOn ? 'shown' : undefined })}
        />
      </div>
      <Table
        label="Stack versions"
        columns={STACK_VERSION_COLUMNS}
        rows={rows}
        rowKey={({ version }) => version}
        rowLink={({ version }) => ({
          to: '/$installation/stack-versions/$version',
          params: { installation: currentInstallation().id, version },
        })}
        error={error}
        onRetry={age.refresh}
        empty={
          text === '' ? (
            <EmptyState title="No stack versions">
              A stack version is what deployments run. Upload a stack pack to ECE to get the first
              one.
            </EmptyState>
          ) : (
            <EmptyState
              title="No stack version matches this search"
              actions={<Button onClick={() => set({ q: undefined })}>Clear the search</Button>}
            />
          )
        }
      />
    </Page>
  )
}
