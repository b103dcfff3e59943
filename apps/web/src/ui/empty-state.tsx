import type { ReactNode } from 'react'

interface EmptyStateProps {
  /** What would be here: `No deployment matches this search`. */
  title: string
  /** What to do: clear a filter, create one, ask for a role. */
  children?: ReactNode
  icon?: ReactNode
  actions?: ReactNode
}

export function EmptyState({ title, children, icon, actions }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-1 px-6 py-14 text-center">
      {icon !== undefined && <span className="text-ink-3 mb-1 [&>svg]:size-6">{icon}</span>}
      <p className="font-semibold">{title}</p>
      {children !== undefined && <div className="text-ink-2 max-w-prose">{children}</div>}
      {actions !== undefined && (
        <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>
      )}
    </div>
  )
}
