// The list of stack versions: dozens at most, so ECE sends all of them and sorting and search are here.
import { useMemo, useState } from 'react'
import { operations } from '@ece/api-types'
import { currentInstallation } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { IgnoredSearch } from '../../domain/ignored-search.tsx'
import { ListToolsLater, SelectionBarLater } from '../../domain/list-tools-later.tsx'
import { plural } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choice.tsx'
import { DataAge } from '../../ui/data-age.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ListBar } from '../../ui/list-bar.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { Table } from '../../ui/table.tsx'
import { createSelection } from '../../ui/table-selection.ts'
import { useListColumns } from '../../ui/use-list-columns.ts'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { listStacks } from './stack-facts.ts'
import { STACK_VERSION_COLUMNS } from './stack-version-columns.tsx'
import { parseStackVersionsSearch } from './stack-versions-search.ts'
import type { LinkProps } from '@tanstack/react-router'
import type { Stack } from './stack-facts.ts'

const idOf = ({ version }: Stack) => version

const linkTo = ({ version }: Stack): LinkProps => ({
  to: '/$installation/stack-versions/$version',
  params: { installation: currentInstallation().id, version },
})

export function StackVersionsPage() {
  const { values, ignored, set } = useSearchValues(parseStackVersionsSearch)
  const { data, error, age } = useLive(
    q(operations.getVersionStacks, { query: { show_deleted: values.deleted === 'shown' } }),
  )
  const text = values.q ?? ''
  const rows = useMemo(
    () => data && listStacks(data.stacks).filter(({ version }) => version.includes(text.trim())),
    [data, text],
  )
  const { columns, isChosen, choose, ...address } = useListColumns(
    'stack-versions',
    STACK_VERSION_COLUMNS,
    values,
    set,
  )
  const [selection] = useState(() => createSelection(idOf))
  const source = {
    name: 'stack-versions',
    noun: 'version',
    idOf,
    toJson: (row: Stack) => row,
    from: { rows: rows ?? [] },
  }
  const note = rows && plural(rows.length, 'version')
  return (
    <Page title="Stack versions" isFilling note={note} end={<DataAge {...age} />}>
      <IgnoredSearch names={[...ignored, ...address.ignored]} />
      <ListBar
        search={
          <SearchBox
            label="Search stack versions"
            placeholder="8.17…"
            value={text}
            onChange={(next) => set({ q: next === '' ? undefined : next }, { replace: true })}
          />
        }
        filters={
          <Checkbox
            label="Show deleted"
            checked={values.deleted === 'shown'}
            onChange={(isOn) => set({ deleted: isOn ? 'shown' : undefined })}
          />
        }
        tools={
          <ListToolsLater
            source={source}
            all={STACK_VERSION_COLUMNS}
            shown={columns}
            isChosen={isChosen}
            choose={choose}
            isReady={rows !== undefined || error !== null}
          />
        }
      />
      <Table
        label="Stack versions"
        columns={columns}
        isChosen={isChosen}
        rows={rows}
        rowKey={idOf}
        rowLink={linkTo}
        selection={selection}
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
      <SelectionBarLater selection={selection} source={source} shown={columns} />
    </Page>
  )
}
