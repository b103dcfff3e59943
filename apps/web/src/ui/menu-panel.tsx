// The open menu of menu.tsx, in a file of its own: it is loaded when somebody reaches for one.
import { useEffect, useId, useRef } from 'react'
import { Check } from 'lucide-react'
import { cx } from '../lib/cx.ts'
import { Popover } from './popover.tsx'
import type { KeyboardEvent, ReactNode, RefObject } from 'react'
import type { MenuGroup, MenuItem } from './menu.tsx'

export interface MenuPanelProps {
  anchor: RefObject<HTMLElement | null>
  label: string
  id: string
  groups: readonly MenuGroup[]
  align?: 'start' | 'end'
  /** Above the items: who is signed in, what is selected. */
  header?: ReactNode
  onClose: (isReturning: boolean) => void
}

const itemsOf = (menu: HTMLElement) => [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')]

function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const items = itemsOf(event.currentTarget)
  const at = items.findIndex((item) => item === document.activeElement)
  const target = () => {
    switch (event.key) {
      case 'ArrowDown':
        return items[(at + 1) % items.length]
      case 'ArrowUp':
        return items.at(at <= 0 ? -1 : at - 1)
      case 'Home':
        return items[0]
      case 'End':
        return items.at(-1)
      default:
        if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey)
          return undefined
        return [...items.slice(at + 1), ...items.slice(0, at + 1)].find((item) =>
          item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()),
        )
    }
  }
  const next = event.key === ' ' ? undefined : target()
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}

export function MenuPanel({
  anchor,
  label,
  id,
  groups,
  align = 'start',
  header,
  onClose,
}: MenuPanelProps) {
  const list = useRef<HTMLDivElement>(null)
  // talks to the keyboard focus: it goes into the menu that was opened
  useEffect(() => {
    const [first] = list.current === null ? [] : itemsOf(list.current)
    first?.focus({ preventScroll: true })
  }, [])
  return (
    <Popover anchor={anchor} align={align} onClose={onClose} className="min-w-52 max-w-80">
      {header}
      <div
        ref={list}
        id={id}
        role="menu"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={(event) => {
          if (event.key === 'Tab') onClose(true)
          else moveFocus(event)
        }}
      >
        {groups.map((group, index) => (
          <div
            key={group.title ?? group.items[0]?.id ?? index}
            role="group"
            aria-label={group.title}
            className={cx((index > 0 || header !== undefined) && 'border-line mt-1 border-t pt-1')}
          >
            {group.title !== undefined && (
              <p aria-hidden="true" className="text-ink-3 px-2 pt-1 pb-0.5 text-xs font-semibold">
                {group.title}
              </p>
            )}
            {group.items.map((item) => (
              <MenuRow key={item.id} item={item} onClose={onClose} />
            ))}
          </div>
        ))}
      </div>
    </Popover>
  )
}

function MenuRow({ item, onClose }: { item: MenuItem; onClose: (isReturning: boolean) => void }) {
  const isOff = item.disabledReason !== undefined
  const second = item.disabledReason ?? item.hint
  const id = useId()
  return (
    <button
      type="button"
      role={item.isChecked === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked={item.isChecked}
      aria-disabled={isOff || undefined}
      aria-labelledby={id}
      aria-describedby={second === undefined ? undefined : `${id}-why`}
      className={cx(
        'focus:bg-off-bg flex w-full items-start gap-2.5 rounded-md px-2 py-1.5 text-left outline-none',
        item.isDanger && !isOff && 'text-bad',
      )}
      onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
      onClick={() => {
        if (isOff) return
        // focus first: a dialog that the item opens gives it back to what had it
        onClose(true)
        item.onSelect()
      }}
    >
      {item.icon !== undefined && (
        <span className={cx('mt-0.5', isOff ? 'text-ink-3' : !item.isDanger && 'text-ink-2')}>
          {item.icon}
        </span>
      )}
      <span className="min-w-0 flex-1">
        <span id={id} className={cx('block', isOff && 'text-ink-2')}>
          {item.label}
        </span>
        {second !== undefined && (
          <span id={`${id}-why`} className="text-ink-2 block text-sm">
            {second}
          </span>
        )}
      </span>
      {item.isChecked === true && <Check className="text-accent mt-0.5" />}
    </button>
  )
}
