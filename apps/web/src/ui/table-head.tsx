import { ArrowDown, ArrowUp } from 'lucide-react'
import { cx } from '../lib/cx.ts'
import { PickAll } from './table-pick.tsx'
import { cellClass, edgeClass, pickClass, stickyAt } from './table-row.tsx'
import type { Layout, Sort } from './table-columns.ts'
import type { Picks } from './table-selection.ts'

interface TableHeadProps {
  layout: Layout<never>
  sort: Sort | undefined
  onSort: ((sort: Sort) => void) | undefined
  selection: Picks | undefined
}

/** Stays on top while the rows scroll; columns that ECE can sort by are buttons. */
export const TableHead = ({ layout, sort, onSort, selection }: TableHeadProps) => (
  <div role="rowgroup" className="border-line bg-raised sticky top-0 z-2 border-b">
    <div
      role="row"
      aria-rowindex={1}
      className={edgeClass(selection !== undefined)}
      style={{ gridTemplateColumns: layout.template }}
    >
      {selection !== undefined && (
        <div role="columnheader" className={pickClass('head')}>
          <PickAll selection={selection} />
        </div>
      )}
      {layout.columns.map((column) => {
        const isSorted = column.sort !== undefined && column.sort === sort?.id
        const isDescending = isSorted && sort.isDescending
        const Arrow = isDescending ? ArrowDown : ArrowUp
        return (
          <div
            key={column.id}
            role="columnheader"
            aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : undefined}
            className={cx(
              cellClass(column, 'head'),
              'text-ink-2 h-8.5 text-sm font-semibold whitespace-nowrap',
            )}
            style={stickyAt(column, selection !== undefined)}
          >
            {column.sort === undefined || onSort === undefined ? (
              <>
                {column.header}
                {column.header === '' && <span className="sr-only">{column.headerLabel}</span>}
              </>
            ) : (
              <button
                type="button"
                className={cx(
                  'hover:text-ink group -mx-1 flex items-center gap-1 rounded px-1',
                  column.align === 'end' && 'flex-row-reverse',
                  isSorted && 'text-ink',
                )}
                onClick={() =>
                  onSort({ id: column.sort ?? column.id, isDescending: isSorted && !isDescending })
                }
              >
                {column.header}
                <Arrow
                  className={cx(
                    'size-3.5',
                    !isSorted && 'opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60',
                  )}
                />
              </button>
            )}
          </div>
        )
      })}
    </div>
  </div>
)
