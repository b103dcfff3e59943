// A menu in the manner of the ARIA authoring practices: arrows, Home and End, first letters, Escape. Items that cannot
// be used stay reachable and say why on a second line. Here is the button; what it opens is loaded on intent.
import { lazy, Suspense, useCallback, useId, useRef, useState } from 'react'
import { Button } from './button.tsx'
import type { ReactNode } from 'react'
import type { ButtonProps } from './button.tsx'

const load = () => import('./menu-panel.tsx')
const MenuPanel = lazy(async () => ({ default: (await load()).MenuPanel }))

export interface MenuItem {
  id: string
  label: string
  icon?: ReactNode
  /** Second line in secondary ink. */
  hint?: string | undefined
  isDanger?: boolean
  /** Why it cannot be used; shown instead of the hint. */
  disabledReason?: string | undefined
  /** Makes it one of a set, such as the themes. */
  isChecked?: boolean
  onSelect: () => void
}
/** Groups are divided by a line; a title names the group. */
export interface MenuGroup {
  title?: string
  items: readonly MenuItem[]
}

interface MenuButtonProps extends Omit<ButtonProps, 'onClick'> {
  /** Names the menu, and the button when it has no text of its own. */
  label: string
  groups: readonly MenuGroup[]
  align?: 'start' | 'end'
  header?: ReactNode
  /** It was pressed before its code was there: see menu-on-intent.tsx. */
  isInitiallyOpen?: boolean
}

/** A button that opens a menu. */
export function MenuButton({
  label,
  groups,
  align,
  header,
  isIcon,
  isInitiallyOpen = false,
  ...rest
}: MenuButtonProps) {
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(isInitiallyOpen)
  const id = useId()
  const close = useCallback((isReturning: boolean) => {
    setOpen(false)
    if (isReturning) button.current?.focus({ preventScroll: true })
  }, [])
  return (
    <>
      <Button
        {...(isIcon === true ? { isIcon, 'aria-label': label } : {})}
        {...rest}
        ref={button}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onPointerEnter={load}
        onFocus={load}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' && !isOpen && rest.disabledReason === undefined) {
            event.preventDefault()
            setOpen(true)
          }
        }}
      />
      {isOpen && (
        <Suspense>
          <MenuPanel
            anchor={button}
            label={label}
            id={id}
            groups={groups}
            {...(align === undefined ? {} : { align })}
            header={header}
            onClose={close}
          />
        </Suspense>
      )}
    </>
  )
}
