// The rows of the palette: a listbox whose active option the field above it names.
import { useLayoutEffect, useRef } from 'react'
import { cx } from '../../lib/cx.ts'
import { Status } from '../../ui/status.tsx'
import type { Group, Item } from './items.tsx'
import { splitMatches } from './wanted.ts'

interface PaletteListProps {
  id: string
  groups: readonly Group[]
  /** Counted through all groups; -1 for none. */
  active: number
  /** What to mark in the rows. */
  query: string
  onChoose: (item: Item, isNewTab: boolean) => void
}

/** Of the option at `index`, for `aria-activedescendant`. */
export const optionId = (id: string, index: number): string => `${id}-${index}`

export function PaletteList({ id, groups, active, query, onChoose }: PaletteListProps) {
  const list = useRef<HTMLDivElement>(null)
  // talks to the scroll position: the active row is in view
  useLayoutEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView?.({ block: 'nearest' })
  }, [active, groups])
  let index = -1
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label="Results"
      className="min-h-0 flex-1 scroll-py-8 overflow-y-auto overscroll-contain p-1.5 empty:hidden"
    >
      {groups.map(({ title, items }, place) => (
        // two objects on a page may have the same name
        <div key={`${title} ${place}`} role="group" aria-label={title} className="mb-1">
          <p
            aria-hidden="true"
            className="text-ink-3 bg-surface sticky -top-1.5 z-1 px-2.5 pt-1.5 pb-0.5 text-xs font-semibold"
          >
            <bdi>{title}</bdi>
          </p>
          {items.map((item) => {
            index += 1
            return (
              <Row
                key={item.key}
                id={optionId(id, index)}
                item={item}
                isActive={index === active}
                query={query}
                onChoose={onChoose}
              />
            )
          })}
        </div>
      ))}
    </div>
  )
}

interface RowProps {
  id: string
  item: Item
  isActive: boolean
  query: string
  onChoose: (item: Item, isNewTab: boolean) => void
}

function Row({ id, item, isActive, query, onChoose }: RowProps) {
  const { label, icon, hint, health, keys, isDanger = false, disabledReason } = item
  const isOff = disabledReason !== undefined
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the field has the focus and the keys
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      aria-disabled={isOff || undefined}
      className={cx(
        'flex min-h-9 items-center gap-2.5 rounded-md px-2.5 py-1 pointer-coarse:min-h-11',
        isActive ? 'bg-accent-bg' : 'hover:bg-off-bg',
        !isOff && 'cursor-pointer',
      )}
      // the focus stays in the field
      onPointerDown={(event) => event.preventDefault()}
      onClick={(event) => onChoose(item, event.ctrlKey || event.metaKey)}
      onAuxClick={(event) => {
        if (event.button === 1) onChoose(item, true)
      }}
    >
      <span className={cx('flex', isActive ? 'text-accent' : 'text-ink-3')}>{icon}</span>
      <span className={cx('min-w-0 flex-1', !isOff && 'md:flex md:items-baseline md:gap-2')}>
        <span
          title={label}
          className={cx(
            'block min-w-0 truncate md:shrink-0 md:max-w-[70%]',
            isOff ? 'text-ink-2' : isDanger && 'text-bad',
          )}
        >
          <Marked text={label} query={query} />
        </span>
        {(disabledReason ?? hint) !== undefined && (
          <span className={cx('text-ink-2 block min-w-0 text-sm', !isOff && 'truncate')}>
            <Marked text={disabledReason ?? hint ?? ''} query={isOff ? '' : query} />
          </span>
        )}
      </span>
      {keys !== undefined && (
        <kbd className="text-ink-3 flex-none font-mono text-xs pointer-coarse:hidden">{keys}</kbd>
      )}
      {health !== undefined && (
        <Status
          kind={health.kind}
          label={health.word}
          isUnknown={health.word === 'Unknown'}
          className="max-w-36 flex-none text-sm"
        />
      )}
    </div>
  )
}

const Marked = ({ text, query }: { text: string; query: string }) => (
  <bdi>
    {splitMatches(text, query).map((piece, index) =>
      piece.isMatch ? (
        // pieces of one label never change places
        <mark key={index} className="text-accent bg-transparent font-semibold">
          {piece.text}
        </mark>
      ) : (
        piece.text
      ),
    )}
  </bdi>
)
