import { memo } from 'react'
import { Link } from '@tanstack/react-router'
import { cx } from '../lib/cx.ts'
import { Skeleton } from './skeleton.tsx'
import type { MouseEvent as ReactMouseEvent, ReactNode } from 'react'
import type { Column, RowLink } from './table-columns.ts'

export const ROW_LINK = 'a[data-row-link]'

const cellClass = ({ align, isSticky }: Column<never>, isHead = false) =>
  cx(
    'flex min-w-0 items-center gap-2 px-2 first:pl-3.5 last:pr-3.5',
    align === 'end' && 'justify-end text-right',
    isSticky && cx('sticky left-0 z-1', isHead ? 'bg-raised' : 'bg-surface group-hover:bg-raised'),
  )

export const headClass = (column: Column<never>): string =>
  cx(cellClass(column, true), 'text-ink-2 h-8.5 text-sm font-semibold whitespace-nowrap')

/** A press anywhere on a row follows its link, unless it was on a control, or text was being selected. */
function followLink(event: ReactMouseEvent<HTMLElement>) {
  const { target, currentTarget, ctrlKey, metaKey, shiftKey } = event
  if (!(target instanceof Element) || target.closest('a, button, input, label, [role="menu"]'))
    return
  if (String(getSelection()) !== '') return
  // a copy of the press, so that Ctrl and ⌘ open a new window as they do on the link itself
  currentTarget
    .querySelector(ROW_LINK)
    ?.dispatchEvent(
      new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }),
    )
}

interface RowProps<Row> {
  row: Row
  index: number
  columns: readonly Column<Row>[]
  template: string
  height: number
  top: number
  link: RowLink<Row> | undefined
}

function TableRowPlain<Row>({ row, index, columns, template, height, top, link }: RowProps<Row>) {
  return (
    // The link inside is the control; the row only makes it a larger target for the mouse.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- see above
    <div
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      className={cx(
        'group border-line hover:bg-raised absolute inset-x-0 grid border-b whitespace-nowrap',
        link !== undefined && 'cursor-pointer',
      )}
      style={{ gridTemplateColumns: template, height, transform: `translateY(${top}px)` }}
      onClick={link === undefined ? undefined : followLink}
    >
      {columns.map((column) => (
        <div key={column.id} role="cell" className={cellClass(column)}>
          {column.isMain && link !== undefined ? (
            <MainCell link={link(row)}>{column.cell(row)}</MainCell>
          ) : (
            column.cell(row)
          )}
        </div>
      ))}
    </div>
  )
}

const MainCell = ({
  link,
  children,
}: {
  link: ReturnType<RowLink<never>>
  children: ReactNode
}) => (
  <Link
    {...link}
    data-row-link=""
    className="flex min-w-0 items-center gap-1.5 truncate font-semibold hover:underline focus-visible:-outline-offset-1"
  >
    {children}
  </Link>
)

// memo forgets that the component is generic
export const TableRow = memo(TableRowPlain) as typeof TableRowPlain

/** A row that is still to come. */
export const SkeletonRow = ({
  columns,
  template,
  index,
}: {
  columns: readonly Column<never>[]
  template: string
  index: number
}) => (
  <div className="border-line grid h-9 border-b" style={{ gridTemplateColumns: template }}>
    {columns.map((column, at) => (
      <span key={column.id} className={cellClass(column)}>
        {/* widths that differ from row to row look like text, and are the same in every render */}
        <Skeleton className={['w-4/5', 'w-3/5', 'w-2/3', 'w-1/2'][(index + at) % 4] ?? 'w-1/2'} />
      </span>
    ))}
  </div>
)
