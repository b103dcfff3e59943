// A list of any length: only the rows in view exist. Grid layout with table roles, so that columns keep their widths while
// rows come and go; the real count is in aria-rowcount.
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import { useElementScrollRestoration } from '@tanstack/react-router'
import { ErrorPanel } from './error-panel.tsx'
import { useLayout } from './use-layout.ts'
import { ROW_HEIGHTS, useDensity } from './table-density.ts'
import { TableHead } from './table-head.tsx'
import { TableRest } from './table-rest.tsx'
import { TableRow } from './table-row.tsx'
import { useRowKeys } from './use-row-keys.ts'
import { useWindow } from './use-window.ts'
import type { ReactNode, RefObject } from 'react'
import type { Column, RowLink, Sort } from './table-columns.ts'
import type { Selection } from './table-selection.ts'

export type { Column } from './table-columns.ts'

interface TableProps<Row> {
  /** Names the table: `Deployments`. */
  label: string
  /** Those to show; a constant, or what `chooseColumns` made of one. */
  columns: readonly Column<Row>[]
  /** The operator chose the columns: all of them stay, however narrow the table is. */
  isChosen?: boolean
  /** Undefined until the first answer: skeleton rows. The same array as long as nothing changed. */
  rows: readonly Row[] | undefined
  /** They stand in for an answer that is on its way. */
  isProvisional?: boolean
  rowKey: (row: Row) => string
  /** At module scope: a new function would draw every row anew. */
  rowLink?: RowLink<Row>
  /** Rows can be chosen. Its ids are those of `rowKey`. */
  selection?: Selection<Row>
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

const HEAD_HEIGHT = 35
/** How many rows before the end more are asked for. */
const LOOK_AHEAD = 20

export function Table<Row>(props: TableProps<Row>) {
  const { label, rowKey, rowLink, totalCount, error, onRetry, onEndReached, selection } = props
  // the first rows are drawn in slices: a slow machine goes on answering meanwhile
  const hasRows = useDeferredValue(props.rows !== undefined)
  const rows = hasRows ? props.rows : undefined
  // rows for which somebody waits come first, what nobody sees of them when there is time; a poll is no such rows
  const waitedFor = rows && (props.isProvisional ? rows : true)
  const isFresh = useDeferredValue(waitedFor, undefined) !== waitedFor
  const { columns: chosen, isChosen = false } = props
  const scroller = useRef<HTMLDivElement>(null)
  const width = useWidth(scroller)
  const hasPicks = selection !== undefined
  const layout = useLayout({ columns: chosen, isChosen }, width, hasPicks)
  const density = useDensity()
  const rowHeight = layout.isNarrow ? ROW_HEIGHTS.twoLines : ROW_HEIGHTS[density]
  const count = rows?.length ?? 0
  const { focused, lastFocused, setFocused } = useFocusedRow(rows, rowKey)
  const { start, end, scrollTo, page } = useWindow({
    scroller,
    count,
    rowHeight,
    headHeight: HEAD_HEIGHT,
    ...(isFresh && { overscan: 0 }),
  })
  const onKeyDown = useRowKeys(scroller, {
    count,
    focused,
    lastFocused,
    setFocused,
    scrollTo,
    page,
    idOf: (index) => idAt(rows, index, rowKey),
    selection,
  })
  useRestoredScroll(scroller, count > 0)

  // talks to the selection, which outlives the rows
  useEffect(() => {
    if (rows !== undefined) selection?.load(rows)
  }, [selection, rows])

  // before anybody scrolls only what fills the window
  const isNearEnd = rows !== undefined && end >= count - (start > 0 ? LOOK_AHEAD : 0)
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
          aria-busy={(rows === undefined || props.isProvisional === true) && !error}
          style={{ minWidth: layout.leastWidth }}
        >
          <TableHead
            layout={layout}
            sort={props.sort}
            onSort={props.onSort}
            selection={selection}
          />
          <div role="rowgroup" className="relative" style={{ height: count * rowHeight }}>
            {rowsToDraw(start, end, focused, count).map((index) => {
              const row = rows?.[index]
              if (row === undefined) return null
              const id = rowKey(row)
              return (
                <TableRow
                  key={id}
                  id={id}
                  row={row}
                  index={index}
                  layout={layout}
                  height={rowHeight}
                  link={rowLink}
                  selection={selection}
                />
              )
            })}
          </div>
        </div>
        <TableRest
          label={label}
          count={rows?.length}
          layout={layout}
          hasPicks={hasPicks}
          rowHeight={rowHeight}
          error={error}
          onRetry={onRetry}
          empty={props.empty}
          isLoadingMore={props.isLoadingMore}
        />
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

function idAt<Row>(
  rows: readonly Row[] | undefined,
  index: number,
  rowKey: (row: Row) => string,
): string | undefined {
  const row = rows?.[index]
  return row === undefined ? undefined : rowKey(row)
}

/** Which row had the focus last, by id: the answer to a poll may put it elsewhere. */
function useFocusedRow<Row>(rows: readonly Row[] | undefined, rowKey: (row: Row) => string) {
  const [last, setLast] = useState<{ id: string | undefined; index: number }>()
  let focused = last?.index
  if (last !== undefined && idAt(rows, last.index, rowKey) !== last.id) {
    const index = rows?.findIndex((row) => rowKey(row) === last.id) ?? -1
    focused = index < 0 ? undefined : index
  }
  return {
    focused,
    lastFocused: last?.index,
    setFocused: (index: number) => setLast({ id: idAt(rows, index, rowKey), index }),
  }
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

/** What stands beside a list: the navigation from its breakpoint on, and the distance from the edges. */
const BESIDE = { wide: 274, narrow: 34, from: 768 }

/** What the list of a page will be wide, so that its first rows are drawn once: laid out anew only where this is wrong. */
function guessWidth(): number {
  if (typeof ResizeObserver === 'undefined') return 0
  const { innerWidth } = globalThis
  return innerWidth - (innerWidth < BESIDE.from ? BESIDE.narrow : BESIDE.wide)
}

/** The width of an element in pixels; 0 where it cannot be known. */
function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(guessWidth)
  // talks to the browser's layout
  useEffect(() => {
    if (element.current === null || typeof ResizeObserver === 'undefined') return
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return width
}
