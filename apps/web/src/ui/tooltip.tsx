// A bubble beside what it explains. Screen readers get the text from a description that is always there; the bubble is
// for eyes only, in the top layer, so that neither tables nor dialogs cut it off.
import { useId, useRef, useState, useLayoutEffect } from 'react'
import { placeBeside, topLayer } from './place.ts'
import type { ReactNode } from 'react'

interface TooltipProps {
  text: string
  /** Gets the id to put into `aria-describedby`. */
  children: (descriptionId: string) => ReactNode
  className?: string
}

export function Tooltip({ text, children, className = 'inline-flex' }: TooltipProps) {
  const id = useId()
  const anchor = useRef<HTMLSpanElement>(null)
  const bubble = useRef<HTMLSpanElement>(null)
  const [isOpen, setOpen] = useState(false)

  // talks to the top layer of the document
  useLayoutEffect(() => {
    const element = bubble.current
    if (!isOpen || element === null || anchor.current === null) return
    element.showPopover?.()
    placeBeside(element, anchor.current, 'center')
  }, [isOpen])

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- follows the control inside
    <span
      ref={anchor}
      className={className}
      onPointerEnter={() => setOpen(true)}
      onPointerLeave={() => setOpen(false)}
      onFocus={(event) => setOpen(event.target.matches(':focus-visible'))}
      onBlur={() => setOpen(false)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setOpen(false)
      }}
    >
      {children(id)}
      <span id={id} className="sr-only">
        {text}
      </span>
      {isOpen && (
        <span
          ref={bubble}
          popover={topLayer()}
          aria-hidden="true"
          className="bg-ink text-page pointer-events-none fixed m-0 w-max max-w-72 rounded-md px-2 py-1 text-sm shadow-float"
        >
          {text}
        </span>
      )}
    </span>
  )
}
