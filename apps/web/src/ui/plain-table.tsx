// A short table inside a card: a real <table>, scrolling sideways when the window is narrow. Long lists use table.tsx.
import type { ReactNode } from 'react'
import { cx } from '../lib/cx.ts'

export interface PlainColumn<Row> {
  readonly label: string
  readonly isEnd?: boolean
  readonly cell: (row: Row) => ReactNode
}

interface PlainTableProps<Row> {
  /** Names the table for screen readers. */
  label: string
  columns: readonly PlainColumn<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
}

const cellClass = (isEnd: boolean | undefined) =>
  cx(
    'border-line border-b py-1.5 pr-4 whitespace-nowrap last:pr-0',
    isEnd ? 'text-right' : 'text-left',
  )

export const PlainTable = <Row,>({ label, columns, rows, rowKey }: PlainTableProps<Row>) => (
  <div
    // positioned, else what only screen readers get sticks out of it and widens the page
    className="relative -mx-3.5 overflow-x-auto px-3.5"
    role="group"
    aria-label={label}
    // the keyboard has to reach it to scroll it sideways
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
    tabIndex={0}
  >
    <table className="w-full border-collapse">
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              key={column.label}
              scope="col"
              className={cx('text-ink-2 text-sm font-semibold', cellClass(column.isEnd))}
            >
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column) => (
              <td key={column.label} className={cellClass(column.isEnd)}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)
