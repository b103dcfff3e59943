// A floating panel in the top layer: menus and filters. Opening and closing belong to the owner; here are the ways in
// which people expect it to close.
import { useEffect, useLayoutEffect, useRef } from 'react'
import { cx } from '../lib/cx.ts'
import { placeBeside, topLayer } from './place.ts'
import type { ComponentProps, RefObject } from 'react'

interface PopoverProps extends Omit<ComponentProps<'div'>, 'popover'> {
  anchor: RefObject<HTMLElement | null>
  align?: 'start' | 'center' | 'end'
  /** `isReturning`: focus goes back to the anchor (Escape), instead of to what was pressed. */
  onClose: (isReturning: boolean) => void
}

export function Popover({ anchor, align = 'start', onClose, className, ...rest }: PopoverProps) {
  const panel = useRef<HTMLDivElement>(null)

  // talks to the top layer, and follows the anchor while the page scrolls under it
  useLayoutEffect(() => {
    const place = () => {
      if (panel.current !== null && anchor.current !== null) {
        placeBeside(panel.current, anchor.current, align)
      }
    }
    const follow = (event: Event) => {
      // its own scrolling moves nothing, and to measure it would scroll it back
      if (event.target !== panel.current) place()
    }
    panel.current?.showPopover?.()
    place()
    window.addEventListener('scroll', follow, true)
    window.addEventListener('resize', place)
    return () => {
      window.removeEventListener('scroll', follow, true)
      window.removeEventListener('resize', place)
    }
  }, [anchor, align])

  // talks to the document: a press anywhere else closes. The anchor's own press is left to its click handler.
  useEffect(() => {
    const onPress = (event: PointerEvent) => {
      const at = event.target
      if (!(at instanceof Node)) return
      if (!panel.current?.contains(at) && !anchor.current?.contains(at)) onClose(false)
    }
    document.addEventListener('pointerdown', onPress, true)
    return () => document.removeEventListener('pointerdown', onPress, true)
  }, [anchor, onClose])

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys and focus come from the controls inside
    <div
      {...rest}
      ref={panel}
      popover={topLayer()}
      className={cx(
        'border-line-strong bg-surface text-ink fixed m-0 overflow-y-auto rounded-lg border p-1 shadow-float',
        className,
      )}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          // a dialog around it must not close as well
          event.preventDefault()
          event.stopPropagation()
          onClose(true)
        } else rest.onKeyDown?.(event)
      }}
      onBlur={(event) => {
        const to = event.relatedTarget
        if (to !== null && !event.currentTarget.contains(to) && !anchor.current?.contains(to)) {
          onClose(false)
        }
      }}
    />
  )
}
