import { cx } from '../lib/cx.ts'
import { buttonClass } from './button-class.ts'
import { Tooltip } from './tooltip.tsx'
import type { ComponentProps, MouseEvent } from 'react'
import type { ButtonVariant } from './button-class.ts'

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  variant?: ButtonVariant
  size?: 'md' | 'sm'
  /**
   * Why it cannot be pressed. The button stays focusable and says so; there is no way to disable one without a
   * reason.
   */
  disabledReason?: string | undefined
  /** Square, for a single icon; give it an `aria-label`. */
  isIcon?: boolean
}

export function Button({
  variant = 'secondary',
  size = 'md',
  disabledReason,
  isIcon = false,
  type = 'button',
  className,
  onClick,
  ...rest
}: ButtonProps) {
  const isOff = disabledReason !== undefined
  const button = (descriptionId?: string) => (
    <button
      {...rest}
      // oxlint-disable-next-line react/button-has-type -- `button` unless the caller says otherwise
      type={type}
      aria-disabled={isOff || undefined}
      aria-describedby={descriptionId ?? rest['aria-describedby']}
      className={cx(buttonClass(variant, { size, isIcon, isOff }), className)}
      // also stops Enter in a form's field, which presses its submit button
      onClick={isOff ? (event: MouseEvent) => event.preventDefault() : onClick}
    />
  )
  return isOff ? <Tooltip text={disabledReason}>{button}</Tooltip> : button()
}
