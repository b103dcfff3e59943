import { ArrowDown, ArrowUp } from 'lucide-react'
import { cx } from '../lib/cx.ts'
import { headClass } from './table-row.tsx'
import type { Column, Sort } from './table-columns.ts'

interface TableHeadProps {
  columns: readonly Column<never>[]
  template: string
  sort: Sort | undefined
  onSort: ((sort: Sort) => void) | undefined
}

/** Stays on top while the rows scroll; columns that ECE can sort by are buttons. */
export const TableHead = ({ columns, template, sort, onSort }: TableHeadProps) => (
  <div role="rowgroup" className="border-line bg-raised sticky top-0 z-2 border-b">
    <div role="row" aria-rowindex={1} className="grid" style={{ gridTemplateColumns: template }}>
      {columns.map((column) => {
        const isSorted = column.sort !== undefined && column.sort === sort?.id
        const isDescending = isSorted && sort.isDescending
        const Arrow = isDescending ? ArrowDown : ArrowUp
        return (
          <div
            key={column.id}
            role="columnheader"
            aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : undefined}
            className={headClass(column)}
          >
            {column.sort === undefined || onSort === undefined ? (
              <>
                {column.header}
                {column.headerLabel !== undefined && (
                  <span className="sr-only">{column.headerLabel}</span>
                )}
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
