// The browser's own modal dialog: it keeps focus inside, makes the page inert, closes on Escape and stacks, so that
// signing in again opens over a filled confirmation.
import { useId, useLayoutEffect, useRef } from 'react'
import { X } from 'lucide-react'
import { cx } from '../lib/cx.ts'
import { Button } from './button.tsx'
import type { SubmitEvent, ReactNode } from 'react'

interface DialogProps {
  open: boolean
  title: ReactNode
  description?: ReactNode
  /** Absent: it can only be left through its buttons. */
  onClose?: (() => void) | undefined
  /** Makes body and footer one form; Enter presses the footer's submit button. */
  onSubmit?: () => void
  footer?: ReactNode
  children?: ReactNode
  /** Something was typed: a press beside the dialog no longer closes it. */
  isDirty?: boolean
  size?: 'sm' | 'md' | 'lg'
}

const SIZES = { sm: 'max-w-[26rem]', md: 'max-w-[40rem]', lg: 'max-w-[60rem]' }

export function Dialog({ open, ...rest }: DialogProps) {
  return open ? <OpenDialog {...rest} /> : null
}

function OpenDialog({
  title,
  description,
  onClose,
  onSubmit,
  footer,
  children,
  isDirty = false,
  size = 'md',
}: Omit<DialogProps, 'open'>) {
  const dialog = useRef<HTMLDialogElement>(null)
  const pressedOutside = useRef(false)
  const isLeaving = useRef(false)
  const titleId = useId()
  const descriptionId = useId()

  // talks to the browser's stack of modal dialogs
  useLayoutEffect(() => {
    const element = dialog.current
    if (element === null) return
    const opener = document.activeElement
    isLeaving.current = false
    // environments without modal dialogs (tests outside a browser) still show it
    if (typeof element.showModal === 'function') element.showModal()
    else element.setAttribute('open', '')
    const first = element.querySelector<HTMLElement>('[data-autofocus]')
    if (first !== null) first.focus()
    return () => {
      isLeaving.current = true
      // gives focus back before React takes the element away
      if (typeof element.close === 'function') element.close()
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    }
  }, [])

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    onSubmit?.()
  }
  const inside = (
    <>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5.5 pt-2 pb-4.5 text-lg">
        {description !== undefined && (
          <div id={descriptionId} className="mb-3">
            {description}
          </div>
        )}
        {children}
      </div>
      {footer !== undefined && (
        <div className="border-line bg-raised flex flex-wrap items-center justify-end gap-2 border-t px-5.5 py-3.5">
          {footer}
        </div>
      )}
    </>
  )
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the press is on the backdrop, which belongs to the element
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      aria-describedby={description === undefined ? undefined : descriptionId}
      className={cx(
        'border-line-strong bg-surface mx-auto mt-[max(0.5rem,min(4rem,8dvh))] mb-2 w-[calc(100%-1rem)] flex-col overflow-hidden rounded-xl border shadow-dialog open:flex',
        'max-h-[calc(100dvh-max(1rem,min(6rem,12dvh)))]',
        SIZES[size],
      )}
      onCancel={(event) => {
        event.preventDefault()
        onClose?.()
      }}
      onClose={(event) => {
        // a second Escape closes it without asking (browsers do that against traps): its owner decides
        if (isLeaving.current) return
        if (onClose === undefined) event.currentTarget.showModal()
        else onClose()
      }}
      onPointerDown={(event) => {
        pressedOutside.current = event.target === event.currentTarget
      }}
      onClick={(event) => {
        // both ends of the press: selecting text may end outside
        if (pressedOutside.current && event.target === event.currentTarget && !isDirty) onClose?.()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && onClose === undefined) event.preventDefault()
      }}
    >
      {/* no header and footer elements: outside of main they would be the page's own a second time */}
      <div className="flex items-start gap-4 px-5.5 pt-4.5">
        <h2 id={titleId} className="flex-1 text-xl font-semibold wrap-anywhere">
          {title}
        </h2>
        {onClose !== undefined && (
          <Button
            variant="ghost"
            size="sm"
            isIcon
            aria-label="Close"
            className="-mr-2"
            onClick={onClose}
          >
            <X />
          </Button>
        )}
      </div>
      {onSubmit === undefined ? (
        inside
      ) : (
        <form noValidate className="flex min-h-0 flex-1 flex-col" onSubmit={submit}>
          {inside}
        </form>
      )}
    </dialog>
  )
}
