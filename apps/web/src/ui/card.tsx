import { cx } from '../lib/cx.ts'
import type { ReactNode } from 'react'

interface CardProps {
  title?: ReactNode
  icon?: ReactNode
  /** Beside the title, in secondary ink. */
  note?: ReactNode
  /** At the right end of the title. */
  end?: ReactNode
  children: ReactNode
  className?: string
}

/** A framed part of a page, with a level-two heading. */
export function Card({ title, icon, note, end, children, className }: CardProps) {
  return (
    <section className={cx('border-line bg-surface rounded-lg border px-3.5 py-3', className)}>
      {title !== undefined && (
        <header className="mb-2 flex min-h-5 flex-wrap items-center gap-x-2 gap-y-1">
          {icon}
          <h2 className="font-semibold">{title}</h2>
          {note !== undefined && <span className="text-ink-2 min-w-0">{note}</span>}
          {end !== undefined && <span className="ml-auto flex items-center gap-2">{end}</span>}
        </header>
      )}
      {children}
    </section>
  )
}
