// The page of a list that comes in one answer: a few dozen templates, up to a thousand hosts. Search, filters and sorting are
// done by the page itself, which hands over the rows to show.
import { useState, type ReactNode } from 'react'
import type { Age } from '../api/live.ts'
import { plural } from '../lib/text.ts'
import { Button } from '../ui/button.tsx'
import { DataAge } from '../ui/data-age.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ListBar } from '../ui/list-bar.tsx'
import { Page } from '../ui/page.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { Table } from '../ui/table.tsx'
import { createSelection } from '../ui/table-selection.ts'
import { useListColumns } from '../ui/use-list-columns.ts'
import { IgnoredSearch } from './ignored-search.tsx'
import { ListToolsLater, SelectionBarLater } from './list-tools-later.tsx'
import type { Column, RowLink, Sort } from '../ui/table-columns.ts'

interface Words {
  readonly q?: string | undefined
  readonly columns?: string | undefined
}

interface WholeListProps<Row> {
  /** Heading of the page and name of the table: `Templates`. */
  title: string
  /** `template`, for counts. */
  noun: string
  /** What its choices are kept under, and its files are called: `templates`. */
  name: string
  columns: readonly Column<Row>[]
  /** Those to show, the same array as long as nothing changed; undefined until the first answer. */
  rows: readonly Row[] | undefined
  reading: { readonly error: Error | null; readonly age: Age }
  /** What `useSearchValues` gave: the text of the search and the columns are in the address. */
  address: {
    readonly values: Words
    readonly ignored: readonly string[]
    readonly set: (patch: Words, options?: { replace: boolean }) => void
  }
  /** All three at module scope: a new function would draw every row anew. */
  idOf: (row: Row) => string
  linkTo: RowLink<Row>
  toJson: (row: Row) => unknown
  /** Absent: there is nothing to type. */
  placeholder?: string
  filters?: ReactNode
  sort?: Sort
  onSort?: (sort: Sort) => void
  /** Between the heading and the list. */
  above?: ReactNode
  /** When there is nothing at all: what would be here. */
  none: { readonly title: string; readonly text: ReactNode }
  /** When the filters leave nothing, with the way out; absent while nothing filters. */
  noMatch?:
    | { readonly title: string; readonly clear: string; readonly onClear: () => void }
    | undefined
}

export function WholeList<Row>(props: WholeListProps<Row>) {
  const { title, noun, name, rows, idOf, reading, address, placeholder, none, noMatch } = props
  const { values, ignored, set } = address
  const { columns, isChosen, choose, ...chosen } = useListColumns(name, props.columns, values, set)
  const [selection] = useState(() => createSelection(idOf))
  const source = { name, noun, idOf, toJson: props.toJson, from: { rows: rows ?? [] } }
  return (
    <Page
      title={title}
      isFilling
      note={rows && plural(rows.length, noun)}
      end={<DataAge {...reading.age} />}
    >
      <IgnoredSearch names={[...ignored, ...chosen.ignored]} />
      {props.above}
      <ListBar
        search={
          placeholder !== undefined && (
            <SearchBox
              label={`Search ${title.toLowerCase()}`}
              placeholder={placeholder}
              value={values.q ?? ''}
              onChange={(next) => set({ q: next === '' ? undefined : next }, { replace: true })}
            />
          )
        }
        filters={props.filters}
        tools={
          <ListToolsLater
            source={source}
            all={props.columns}
            shown={columns}
            isChosen={isChosen}
            choose={choose}
            isReady={rows !== undefined || reading.error !== null}
          />
        }
      />
      <Table
        label={title}
        columns={columns}
        isChosen={isChosen}
        rows={rows}
        rowKey={idOf}
        rowLink={props.linkTo}
        selection={selection}
        error={reading.error}
        onRetry={reading.age.refresh}
        {...(props.sort && { sort: props.sort })}
        {...(props.onSort && { onSort: props.onSort })}
        empty={
          noMatch === undefined ? (
            <EmptyState title={none.title}>{none.text}</EmptyState>
          ) : (
            <EmptyState
              title={noMatch.title}
              actions={<Button onClick={noMatch.onClear}>{noMatch.clear}</Button>}
            />
          )
        }
      />
      <SelectionBarLater selection={selection} source={source} shown={columns} />
    </Page>
  )
}
