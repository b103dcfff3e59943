import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react'
import { cx } from '../lib/cx.ts'
import { Button } from './button.tsx'
import type { ReactNode } from 'react'

type NoticeKind = 'info' | 'ok' | 'warn' | 'bad' | 'busy'

const LOOK: Record<NoticeKind, string> = {
  info: 'border-accent/30 bg-accent-bg [&>svg]:text-accent',
  ok: 'border-ok/30 bg-ok-bg [&>svg]:text-ok',
  warn: 'border-warn/30 bg-warn-bg [&>svg]:text-warn',
  bad: 'border-bad/30 bg-bad-bg [&>svg]:text-bad',
  busy: 'border-busy/40 bg-busy-bg [&>svg]:text-busy',
}
const ICONS = { info: Info, ok: CircleCheck, warn: TriangleAlert, bad: CircleAlert, busy: Info }

interface NoticeProps {
  kind?: NoticeKind
  title?: ReactNode
  children?: ReactNode
  actions?: ReactNode
  onDismiss?: () => void
  /** Announced when it appears; off for what stands there from the start. */
  isLive?: boolean
  className?: string
}

/** A message in the page, in the place it is about. */
export function Notice({
  kind = 'info',
  title,
  children,
  actions,
  onDismiss,
  isLive = false,
  className,
}: NoticeProps) {
  const Icon = ICONS[kind]
  return (
    <div
      role={isLive ? (kind === 'bad' ? 'alert' : 'status') : undefined}
      className={cx('flex items-start gap-2.5 rounded-lg border px-3 py-2', LOOK[kind], className)}
    >
      <Icon className="mt-0.5" />
      <div className="min-w-0 flex-1 wrap-anywhere">
        {title !== undefined && <p className="font-semibold">{title}</p>}
        {children}
      </div>
      {actions}
      {onDismiss !== undefined && (
        <Button variant="ghost" size="sm" isIcon aria-label="Dismiss" onClick={onDismiss}>
          <X />
        </Button>
      )}
    </div>
  )
}
