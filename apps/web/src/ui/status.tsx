import { Check, CircleDashed, LoaderCircle, Square, TriangleAlert } from 'lucide-react'
import { cx } from '../lib/cx.ts'
import type { ReactNode } from 'react'

/** Healthy · something is changing · look at it · broken · stopped or not known. */
export type StatusKind = 'ok' | 'busy' | 'warn' | 'bad' | 'off'

const ICONS = {
  ok: Check,
  busy: LoaderCircle,
  warn: TriangleAlert,
  bad: TriangleAlert,
  off: Square,
}
export const STATUS_TEXT: Record<StatusKind, string> = {
  ok: 'text-ok',
  busy: 'text-busy',
  warn: 'text-warn',
  bad: 'text-bad',
  off: 'text-off',
}
const PILL: Record<StatusKind, string> = {
  ok: 'bg-ok-bg text-ok',
  busy: 'bg-busy-bg text-busy',
  warn: 'bg-warn-bg text-warn',
  bad: 'bg-bad-bg text-bad',
  off: 'bg-off-bg text-off',
}

interface StatusProps {
  kind: StatusKind
  label: ReactNode
  /** Not told by ECE: a dashed circle instead of the square of what is stopped. */
  isUnknown?: boolean
  className?: string
}

/** The sign alone, for places whose text says the word. */
export function StatusIcon({ kind, isUnknown = false }: Pick<StatusProps, 'kind' | 'isUnknown'>) {
  const Icon = isUnknown ? CircleDashed : ICONS[kind]
  return (
    <Icon
      className={cx(
        STATUS_TEXT[kind],
        kind === 'busy' && 'spin-slow',
        kind === 'off' && 'mx-0.5 size-3',
      )}
    />
  )
}

/** Icon, word and colour: colour is never the only sign. */
export function Status({ kind, label, isUnknown = false, className }: StatusProps) {
  return (
    <span className={cx('inline-flex min-w-0 items-center gap-1.5', STATUS_TEXT[kind], className)}>
      <StatusIcon kind={kind} isUnknown={isUnknown} />
      <span className="truncate">{label}</span>
    </span>
  )
}

/** The same in a page's header. */
export function StatusPill({ kind, label, isUnknown = false, className }: StatusProps) {
  return (
    <span
      className={cx(
        'inline-flex h-6 shrink-0 items-center gap-1.5 rounded-xl px-2 text-sm font-semibold whitespace-nowrap',
        PILL[kind],
        className,
      )}
    >
      <StatusIcon kind={kind} isUnknown={isUnknown} />
      {label}
    </span>
  )
}

/** A small neutral word: a tag, `system`, a version. */
export function Pill({
  children,
  kind = 'off',
  title,
}: {
  children: ReactNode
  kind?: StatusKind
  title?: string
}) {
  return (
    <span
      title={title}
      className={cx('inline-block max-w-40 shrink-0 truncate rounded px-1.5 text-xs', PILL[kind])}
    >
      {children}
    </span>
  )
}
