// Every target of a bulk verb with what happens to it, or why nothing does. A few are shown in full; of thousands only the
// rows in view exist, with one height.
import { useRef } from 'react'
import { cx } from '../lib/cx.ts'
import { StatusIcon } from '../ui/status.tsx'
import { useWindow } from '../ui/use-window.ts'
import type { ImpactRow } from './action.ts'
import type { JudgedItem } from './use-bulk.ts'

/** Up to here all rows are drawn, as high as their text is. */
const MOST_DRAWN = 60
const ROW_HEIGHT = 60
/** So many fit; what deserves a look comes first. */
const MOST_LINES = 2
const LINE: Partial<Record<ImpactRow['kind'], string>> = { bad: 'text-bad', warn: 'text-warn' }

interface ItemsProps {
  items: readonly JudgedItem[]
  /** Names the table: `Targets`. */
  label: string
}

export const BulkItems = (props: ItemsProps) =>
  props.items.length > MOST_DRAWN ? <LongItems {...props} /> : <ShortItems {...props} />

const frameClass = 'border-line relative mt-2 overflow-y-auto rounded-lg border text-base'

const frame = (label: string) =>
  ({
    role: 'group',
    'aria-label': label,
    // the keyboard has to reach it to scroll it
    tabIndex: 0,
  }) as const

function ShortItems({ items, label }: ItemsProps) {
  return (
    <div {...frame(label)} className={cx(frameClass, 'max-h-72')}>
      <div role="table" aria-label={label} aria-rowcount={items.length}>
        {items.map((item, index) => (
          <ItemRow key={item.id} item={item} index={index} isCut={false} />
        ))}
      </div>
    </div>
  )
}

function LongItems({ items, label }: ItemsProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const { start, end } = useWindow({
    scroller,
    count: items.length,
    rowHeight: ROW_HEIGHT,
    headHeight: 0,
  })
  return (
    <div ref={scroller} {...frame(label)} className={cx(frameClass, 'h-72')}>
      <div
        role="table"
        aria-label={label}
        aria-rowcount={items.length}
        className="relative"
        style={{ height: items.length * ROW_HEIGHT }}
      >
        {items.slice(start, end).map((item, index) => (
          <div
            key={item.id}
            role="rowgroup"
            className="absolute inset-x-0"
            style={{ top: (start + index) * ROW_HEIGHT, height: ROW_HEIGHT }}
          >
            <ItemRow item={item} index={start + index} isCut />
          </div>
        ))}
      </div>
    </div>
  )
}

const kindOf = ({ skipped, impact }: JudgedItem) =>
  skipped !== undefined
    ? 'off'
    : impact?.warnings.some(({ kind }) => kind === 'bad')
      ? 'bad'
      : impact !== undefined && impact.warnings.length > 0
        ? 'warn'
        : 'ok'

function ItemRow({ item, index, isCut }: { item: JudgedItem; index: number; isCut: boolean }) {
  const { name, skipped, impact } = item
  const warnings = impact?.warnings ?? []
  const all = [...warnings, ...(impact?.facts ?? [])]
  const shown = isCut ? all.slice(0, MOST_LINES) : all
  const hidden = all.length - shown.length
  const cut = isCut ? 'truncate' : 'wrap-anywhere'
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      className={cx(
        'border-line grid grid-cols-[1rem_minmax(0,1fr)] gap-x-2.5 px-3 py-1.5 sm:grid-cols-[1rem_minmax(0,1fr)_minmax(0,1.7fr)]',
        isCut ? 'h-15 overflow-hidden border-b' : 'not-first:border-t',
      )}
    >
      <span role="cell" className="mt-0.5">
        <StatusIcon kind={kindOf(item)} />
        <span className="sr-only">{skipped === undefined ? 'Will be sent' : 'Skipped'}</span>
      </span>
      <p
        role="cell"
        className={cx('min-w-0 font-semibold', isCut ? 'truncate' : 'line-clamp-2 wrap-anywhere')}
        title={name}
      >
        <bdi>{name}</bdi>
      </p>
      <div role="cell" className="col-start-2 min-w-0 sm:col-start-3">
        {skipped !== undefined && (
          <p className={cx('text-ink-2', cut)} title={isCut ? skipped : undefined}>
            Skipped: {skipped}
          </p>
        )}
        {shown.map(({ kind, label, text }) => (
          <p
            key={label}
            className={cx(
              warnings.some((each) => each.label === label) ? LINE[kind] : 'text-ink-2',
              cut,
            )}
            title={isCut ? `${label}: ${text}` : undefined}
          >
            {label}: {text}
            {isCut && hidden > 0 && label === shown.at(-1)?.label && `; ${hidden} more`}
          </p>
        ))}
      </div>
    </div>
  )
}
