// The list of deployment templates: a few dozen at most, so ECE sends all of them and the search is here.
import { useMemo, useState } from 'react'
import { operations } from '@ece/api-types'
import { currentInstallation } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { ECE_REGION } from '../../domain/region.ts'
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
import { TEMPLATE_COLUMNS } from './template-columns.tsx'
import { matchesText } from './template-facts.ts'
import { parseTemplatesSearch } from './templates-search.ts'
import type { DeploymentTemplate } from '@ece/api-types'
import type { LinkProps } from '@tanstack/react-router'

const idOf = ({ id }: DeploymentTemplate) => id

const linkTo = ({ id }: DeploymentTemplate): LinkProps => ({
  to: '/$installation/templates/$templateId',
  params: { installation: currentInstallation().id, templateId: id },
})

export function TemplatesPage() {
  const { values, ignored, set } = useSearchValues(parseTemplatesSearch)
  const { data, error, age } = useLive(
    q(operations.getDeploymentTemplatesV2, {
      query: { region: ECE_REGION, show_hidden: values.hidden === 'shown' },
    }),
  )
  const text = values.q ?? ''
  const rows = useMemo(() => data?.filter((template) => matchesText(template, text)), [data, text])
  const { columns, isChosen, choose, ...address } = useListColumns(
    'templates',
    TEMPLATE_COLUMNS,
    values,
    set,
  )
  const [selection] = useState(() => createSelection(idOf))
  const source = {
    name: 'templates',
    noun: 'template',
    idOf,
    toJson: (row: DeploymentTemplate) => row,
    from: { rows: rows ?? [] },
  }
  const note = rows && plural(rows.length, 'template')
  return (
    <Page title="Templates" isFilling note={note} end={<DataAge {...age} />}>
      <IgnoredSearch names={[...ignored, ...address.ignored]} />
      <ListBar
        search={
          <SearchBox
            label="Search templates"
            placeholder="Name, id, description…"
            value={text}
            onChange={(next) => set({ q: next === '' ? undefined : next }, { replace: true })}
          />
        }
        filters={
          <Checkbox
            label="Show hidden"
            checked={values.hidden === 'shown'}
            onChange={(isOn) => set({ hidden: isOn ? 'shown' : undefined })}
          />
        }
        tools={
          <ListToolsLater
            source={source}
            all={TEMPLATE_COLUMNS}
            shown={columns}
            isChosen={isChosen}
            choose={choose}
            isReady={rows !== undefined || error !== null}
          />
        }
      />
      <Table
        label="Templates"
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
            <EmptyState title="No templates">
              Templates say what a new deployment consists of. ECE comes with some; here none is
              visible to you.
            </EmptyState>
          ) : (
            <EmptyState
              title="No template matches this search"
              actions={<Button onClick={() => set({ q: undefined })}>Clear the search</Button>}
            />
          )
        }
      />
      <SelectionBarLater selection={selection} source={source} shown={columns} />
    </Page>
  )
}
