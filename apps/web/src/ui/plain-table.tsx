// A short table inside a card: a real <table>, scrolling sideways when the window is narrow. Long lists use table.tsx.
import type { ReactNode } from 'react'
import { cx } from '../lib/cx.ts'

interface PlainTableProps {
  head: readonly { readonly label: string; readonly isEnd?: boolean }[]
  /** Cells in the order of the head. */
  rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[]
}

export const PlainTable = ({ head, rows }: PlainTableProps) => (
  <div
    className="-mx-3.5 overflow-x-auto px-3.5"
    role="group"
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that the keyboard can scroll it sideways
    tabIndex={0}
    aria-label={`Table of ${head[0]?.label ?? 'values'}`}
  >
    <table className="w-full border-collapse">
      <thead>
        <tr>
          {head.map(({ label, isEnd }) => (
            <th
              key={label}
              scope="col"
              className={cx(
                'text-ink-2 border-line border-b py-1.5 pr-4 text-sm font-semibold whitespace-nowrap last:pr-0',
                isEnd ? 'text-right' : 'text-left',
              )}
            >
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr key={key}>
            {cells.map((cell, index) => (
              <td
                key={head[index]?.label ?? index}
                className={cx(
                  'border-line border-b py-1.5 pr-4 whitespace-nowrap last:pr-0',
                  head[index]?.isEnd && 'text-right',
                )}
              >
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)
