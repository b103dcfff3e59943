// A list of any length: only the rows in view exist. Grid layout with table roles, so that columns keep their widths while
// rows come and go; the real count is in aria-rowcount.
import { useEffect, useRef, useState } from 'react'
import { useElementScrollRestoration } from '@tanstack/react-router'
import { EmptyState } from './empty-state.tsx'
import { ErrorPanel } from './error-panel.tsx'
import { gridTemplate, leastWidth, visibleColumns } from './table-columns.ts'
import { TableHead } from './table-head.tsx'
import { SkeletonRow, TableRow } from './table-row.tsx'
import { useRowKeys } from './use-row-keys.ts'
import { useWindow } from './use-window.ts'
import type { ReactNode, RefObject } from 'react'
import type { Column, RowLink, Sort } from './table-columns.ts'

export type { Column } from './table-columns.ts'

interface TableProps<Row> {
  /** Names the table: `Deployments`. */
  label: string
  columns: readonly Column<Row>[]
  /** Undefined until the first answer: skeleton rows. */
  rows: readonly Row[] | undefined
  rowKey: (row: Row) => string
  rowLink?: RowLink<Row>
  /** How many there are on the server, when it says so. */
  totalCount?: number | null | undefined
  sort?: Sort
  onSort?: (sort: Sort) => void
  /** Rows stay on screen beside the error; without rows it takes their place. */
  error?: Error | null
  onRetry?: () => void
  empty?: ReactNode
  /** The last rows are near: load more. May be called again until there are more. */
  onEndReached?: () => void
  isLoadingMore?: boolean
}

const ROW_HEIGHT = 36
const HEAD_HEIGHT = 35
/** How many rows before the end more are asked for. */
const LOOK_AHEAD = 20

export function Table<Row>(props: TableProps<Row>) {
  const { label, rows, rowKey, rowLink, totalCount, error, onRetry, onEndReached } = props
  const scroller = useRef<HTMLDivElement>(null)
  const columns = visibleColumns(props.columns, useWidth(scroller))
  const template = gridTemplate(columns)
  const [focused, setFocused] = useState<number>()
  const count = rows?.length ?? 0
  const { start, end, scrollTo } = useWindow({
    scroller,
    count,
    rowHeight: ROW_HEIGHT,
    headHeight: HEAD_HEIGHT,
  })
  const onKeyDown = useRowKeys(scroller, { count, focused, setFocused, scrollTo })
  useRestoredScroll(scroller, count > 0)

  const isNearEnd = rows !== undefined && end >= count - LOOK_AHEAD
  // talks to the server through its owner, when scrolling or a new page of rows changes what is near
  useEffect(() => {
    if (isNearEnd && !error) onEndReached?.()
    // oxlint-disable-next-line react/exhaustive-deps -- a new callback alone is no reason to load
  }, [isNearEnd, count])

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys come from the links inside
    <div
      className="border-line bg-surface flex min-h-60 shrink! flex-col overflow-hidden rounded-lg border"
      onKeyDown={onKeyDown}
      onFocus={({ target }) => {
        const row = target.closest<HTMLElement>('[data-index]')
        if (row !== null) setFocused(Number(row.dataset['index']))
      }}
    >
      {error && count > 0 && (
        <ErrorPanel
          title={`${label} could not be read again; these are the last known`}
          error={error}
          className="border-line bg-warn-bg flex shrink-0 items-start gap-2.5 border-b px-3.5 py-2 [&>svg]:text-warn"
          {...(onRetry === undefined ? {} : { onRetry })}
        />
      )}
      <div
        ref={scroller}
        data-scroll-restoration-id={SCROLL_ID}
        className="min-h-0 overflow-auto"
        tabIndex={-1}
      >
        <div
          role="table"
          aria-label={label}
          aria-rowcount={rows === undefined ? -1 : (totalCount ?? count) + 1}
          aria-busy={rows === undefined && !error}
          style={{ minWidth: leastWidth(columns) }}
        >
          <TableHead
            columns={columns}
            template={template}
            sort={props.sort}
            onSort={props.onSort}
          />
          <div role="rowgroup" className="relative" style={{ height: count * ROW_HEIGHT }}>
            {rowsToDraw(start, end, focused, count).map((index) => {
              const row = rows?.[index]
              return (
                row !== undefined && (
                  <TableRow
                    key={rowKey(row)}
                    row={row}
                    index={index}
                    columns={columns}
                    template={template}
                    height={ROW_HEIGHT}
                    top={index * ROW_HEIGHT}
                    link={rowLink}
                  />
                )
              )
            })}
          </div>
        </div>
        <Rest {...props} columns={columns} template={template} />
      </div>
    </div>
  )
}

/** The rows in view, and the focused one: without its element the focus would be lost. In order, for Tab and readers. */
function rowsToDraw(
  start: number,
  end: number,
  focused: number | undefined,
  count: number,
): number[] {
  const rows = Array.from({ length: end - start }, (_, i) => start + i)
  if (focused === undefined || focused >= count || (focused >= start && focused < end)) return rows
  return focused < start ? [focused, ...rows] : [...rows, focused]
}

const FIRST_SKELETONS = 12
const MORE_SKELETONS = 3

function Rest<Row>(props: TableProps<Row> & { template: string }) {
  const { label, columns, template, rows, error, onRetry, empty, isLoadingMore } = props
  if (rows === undefined && error) {
    return (
      <ErrorPanel
        title={`${label} could not be read`}
        error={error}
        className="flex items-start gap-2.5 px-3.5 py-4 [&>svg]:text-bad"
        {...(onRetry === undefined ? {} : { onRetry })}
      />
    )
  }
  if (rows?.length === 0) return empty ?? <EmptyState title={`No ${label.toLowerCase()}`} />
  const count = rows === undefined ? FIRST_SKELETONS : isLoadingMore ? MORE_SKELETONS : 0
  return Array.from({ length: count }, (_, index) => (
    // placeholders have no identity but their place
    <SkeletonRow key={index} columns={columns} template={template} index={index} />
  ))
}

/** The router keeps the position of every scrolling element with this attribute, per history entry. */
const SCROLL_ID = 'table'

/** Going back to a list shows it where it was left. */
function useRestoredScroll(scroller: RefObject<HTMLElement | null>, hasRows: boolean) {
  const entry = useElementScrollRestoration({ id: SCROLL_ID })
  // talks to the browser's scrolling; the router restores too early, before there are rows to scroll to
  useEffect(() => {
    if (hasRows && entry && scroller.current) scroller.current.scrollTop = entry.scrollY
    // oxlint-disable-next-line react/exhaustive-deps -- once, when the first rows are there
  }, [hasRows])
}

/** The width of an element in pixels, 0 before it is known. */
function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  // talks to the browser's layout
  useEffect(() => {
    if (element.current === null || typeof ResizeObserver === 'undefined') return
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return width
}
