// The list of deployment templates: a few dozen at most, so ECE sends all of them and the search is here.
import { operations } from '@ece/api-types'
import { currentInstallation } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { ECE_REGION } from '../../domain/region.ts'
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
import { TEMPLATE_COLUMNS } from './template-columns.tsx'
import { matchesText } from './template-facts.ts'
import { parseTemplatesSearch } from './templates-search.ts'

export function TemplatesPage() {
  const { values, ignored, set } = useSearchValues(parseTemplatesSearch)
  const { data, error, age } = useLive(
    q(operations.getDeploymentTemplatesV2, {
      query: { region: ECE_REGION, show_hidden: values.hidden === 'shown' },
    }),
  )
  const text = values.q ?? ''
  const rows = data?.filter((template) => matchesText(template, text))
  const note = rows && plural(rows.length, 'template')
  return (
    <Page title="Templates" isFilling note={note} end={<DataAge {...age} />}>
      <IgnoredSearch names={ignored} />
      <div className="flex flex-wrap items-center gap-3 py-3">
        <SearchBox
          label="Search templates"
          placeholder="Name, id, description…"
          value={text}
          onChange={(next) => set({ q: next === '' ? undefined : next }, { replace: true })}
          className="w-75 max-w-full"
        />
        <Checkbox
          label="Show hidden"
          checked={values.hidden === 'shown'}
          onChange={(isOn) => set({ hidden: isOn ? 'shown' : undefined })}
        />
      </div>
      <Table
        label="Templates"
        columns={TEMPLATE_COLUMNS}
        rows={rows}
        rowKey={({ id }) => id}
        rowLink={({ id }) => ({
          to: '/$installation/templates/$templateId',
          params: { installation: currentInstallation().id, templateId: id },
        })}
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
    </Page>
  )
}
