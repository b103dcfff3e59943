import { cx } from '../lib/cx.ts'

export type ButtonVariant = 'primary' | 'secondary' | 'danger' | 'ghost'

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'border-accent bg-accent text-on-accent hover:brightness-110',
  secondary: 'border-line-strong bg-surface text-ink hover:bg-raised hover:border-control',
  danger: 'border-bad bg-bad text-on-bad hover:brightness-110',
  ghost: 'border-transparent text-ink-2 hover:bg-off-bg hover:text-ink',
}
const OFF: Record<ButtonVariant, string> = {
  primary: 'border-accent/40 bg-accent/40 text-on-accent',
  secondary: 'border-line bg-surface text-ink-2 opacity-60',
  danger: 'border-bad/40 bg-bad/40 text-on-bad',
  ghost: 'border-transparent text-ink-2 opacity-60',
}

interface Look {
  size?: 'md' | 'sm'
  isIcon?: boolean
  isOff?: boolean
}

/** The look of a button, for links that act like one. */
export const buttonClass = (
  variant: ButtonVariant = 'secondary',
  { size = 'md', isIcon = false, isOff = false }: Look = {},
): string =>
  cx(
    'inline-flex shrink-0 items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap select-none',
    size === 'md' ? 'h-8' : 'h-7',
    isIcon ? (size === 'md' ? 'w-8' : 'w-7') : 'px-3',
    isOff ? OFF[variant] : VARIANTS[variant],
  )
