import { memo } from 'react'
import { cx } from '../lib/cx.ts'
import { Absent } from './absent.tsx'
import { ROW_LINK, RowLinkTo } from './row-link.tsx'
import { Skeleton } from './skeleton.tsx'
import { PickRow } from './table-pick.tsx'
import { PICK_WIDTH } from './table-columns.ts'
import { useSelection, type Picks } from './table-selection.ts'
import type { MouseEvent as ReactMouseEvent, ReactNode } from 'react'
import type { Column, Layout, RowLink } from './table-columns.ts'

/** The ground of a cell that stays while others scroll under it. */
const GROUNDS = {
  head: 'bg-raised',
  row: 'bg-surface group-hover:bg-raised',
  chosen: 'bg-accent-bg',
}
type Ground = keyof typeof GROUNDS

const CELL = 'flex min-w-0 items-center gap-2 px-2 last:pr-3.5'
const END_CELL = `${CELL} justify-end text-right`

export function cellClass({ align, isSticky }: Partial<Column<never>>, ground: Ground): string {
  const cell = align === 'end' ? END_CELL : CELL
  return isSticky ? `${cell} sticky z-1 ${GROUNDS[ground]}` : cell
}

/** The column of the checkboxes is sticky too; the name's stands beside it. */
export const stickyAt = (column: Column<never>, hasPicks: boolean) =>
  column.isSticky ? { left: hasPicks ? PICK_WIDTH : 0 } : undefined

/** Without checkboxes the first cell keeps the distance from the edge itself. */
export const edgeClass = (hasPicks: boolean) => cx('grid', !hasPicks && '*:first:pl-3.5')

export const pickClass = (ground: Ground) => cx('sticky left-0 z-1', GROUNDS[ground])

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

/** What a column shows of a row; without a `cell` of its own its value as text, cut where there is no room. */
function show<Row>({ cell, value }: Column<Row>, row: Row): ReactNode {
  if (cell !== undefined) return cell(row)
  const text = value?.(row) ?? ''
  return text === '' ? (
    <Absent />
  ) : (
    <span className="truncate" title={String(text)}>
      {text}
    </span>
  )
}

interface RowProps<Row> {
  row: Row
  id: string
  index: number
  layout: Layout<Row>
  height: number
  link: RowLink<Row> | undefined
  selection: Picks | undefined
}

function TableRowPlain<Row>({ row, id, index, layout, height, link, selection }: RowProps<Row>) {
  const { columns, secondLine, template } = layout
  const isChosen = useSelection(selection, (of) => of?.has(id) === true)
  const ground = isChosen ? 'chosen' : 'row'
  const hasPicks = selection !== undefined
  return (
    // The link inside is the control; the row only makes it a larger target for the mouse.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- see above
    <div
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      className={cx(
        'group border-line absolute inset-x-0 border-b whitespace-nowrap contain-strict',
        edgeClass(hasPicks),
        isChosen ? GROUNDS.chosen : 'hover:bg-raised',
        link !== undefined && 'cursor-pointer',
      )}
      style={{ gridTemplateColumns: template, height, top: index * height }}
      onClick={link === undefined ? undefined : followLink}
    >
      {hasPicks && (
        <div role="cell" className={cx(pickClass(ground), secondLine.length > 0 && 'row-span-2')}>
          <PickRow
            id={id}
            label={`Select ${columns.find(({ isMain }) => isMain)?.value?.(row) ?? id}`}
            selection={selection}
            isChosen={isChosen}
          />
        </div>
      )}
      {columns.map((column) => (
        <div
          key={column.id}
          role="cell"
          className={cellClass(column, ground)}
          style={stickyAt(column, hasPicks)}
        >
          {column.isMain && link !== undefined ? (
            <RowLinkTo link={link(row)}>{show(column, row)}</RowLinkTo>
          ) : (
            show(column, row)
          )}
        </div>
      ))}
      {secondLine.length > 0 && (
        <div
          className={cx(
            'text-ink-2 -col-end-1 flex min-w-0 items-center gap-3 pr-3.5 pb-1.5 pl-2 text-sm *:min-w-0 *:truncate',
            hasPicks ? 'col-start-2' : 'col-start-1',
          )}
        >
          {secondLine.map((column) => (
            <div key={column.id} role="cell">
              <span className="sr-only">{column.header}: </span>
              {show(column, row)}
            </div>
          ))}
        </div>
      )}
    </div>
  )
}

// memo forgets that the component is generic
export const TableRow = memo(TableRowPlain) as typeof TableRowPlain

/** A row that is still to come. */
export const SkeletonRow = ({
  layout: { columns, template },
  hasPicks,
  height,
  index,
}: {
  layout: Layout<never>
  hasPicks: boolean
  height: number
  index: number
}) => (
  <div
    className={cx('border-line border-b', edgeClass(hasPicks))}
    style={{ gridTemplateColumns: template, height }}
  >
    {hasPicks && <span />}
    {columns.map((column, at) => (
      <span key={column.id} className={cellClass({}, 'row')}>
        {/* widths that differ from row to row look like text, and are the same in every render */}
        <Skeleton className={['w-4/5', 'w-3/5', 'w-2/3', 'w-1/2'][(index + at) % 4] ?? 'w-1/2'} />
      </span>
    ))}
  </div>
)
