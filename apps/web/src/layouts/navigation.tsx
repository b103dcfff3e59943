import {
  BookText,
  Box,
  ChartColumn,
  Clock,
  Database,
  FileText,
  House,
  Layers,
  ListChecks,
  Server,
} from 'lucide-react'
import { Link } from '@tanstack/react-router'
import { cx } from '../lib/cx.ts'

/**
 * Only what exists; each entry is an area of the table in the product page "URLs and navigation". `key` goes there after `g`,
 * and every entry is in the palette.
 */
export const PAGES = [
  { to: '/$installation/overview', label: 'Overview', key: 'o', icon: House },
  { to: '/$installation/deployments', label: 'Deployments', key: 'd', icon: Layers },
  { to: '/$installation/elasticsearch', label: 'Elasticsearch', key: 'e', icon: Database },
  { to: '/$installation/kibana', label: 'Kibana', key: 'k', icon: ChartColumn },
  { to: '/$installation/templates', label: 'Templates', key: 't', icon: FileText },
  { to: '/$installation/stack-versions', label: 'Stack versions', key: 'v', icon: Box },
  { to: '/$installation/allocators', label: 'Allocators', key: 'l', icon: Server },
  { to: '/$installation/activity', label: 'Activity', key: 'a', icon: Clock },
  { to: '/$installation/jobs', label: 'Jobs', key: 'j', icon: ListChecks },
  { to: '/$installation/audit', label: 'Audit', key: 'u', icon: BookText },
] as const

interface NavigationProps {
  installation: string
  onNavigate?: () => void
  className?: string
}

export const Navigation = ({ installation, onNavigate, className }: NavigationProps) => (
  <nav aria-label="Main" className={cx('flex flex-col gap-px', className)}>
    {PAGES.map(({ to, label, icon: Icon }) => (
      <Link
        key={to}
        to={to}
        params={{ installation }}
        {...(onNavigate === undefined ? {} : { onClick: onNavigate })}
        className="flex h-8 items-center gap-2.5 rounded-md px-2.5 whitespace-nowrap"
        activeProps={{ className: 'bg-accent-bg text-accent font-semibold' }}
        inactiveProps={{ className: 'text-ink-2 hover:bg-off-bg hover:text-ink' }}
      >
        <Icon />
        {label}
      </Link>
    ))}
  </nav>
)
