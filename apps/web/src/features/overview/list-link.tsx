import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { currentInstallation } from '../../api/installation.ts'
import type { AllocatorState } from '../../domain/capacity.ts'
import { nameOfDeployment } from '../../domain/resources.ts'
import type { AnyDeployment } from '../../domain/shapes.ts'
import type { DeploymentFilters, Sort } from '../../domain/search.ts'
import { cx } from '../../lib/cx.ts'

/** A filter that fits into the address of the list. */
export type ListFilters = Pick<DeploymentFilters, 'problem' | 'view' | 'version'>

interface ListLinkProps {
  filters: ListFilters
  /** Absent: the list's own. */
  sort?: Sort
  className?: string
  label?: string
  children: ReactNode
}

/** To the list of deployments behind a number: the same filters make the same search. */
export function ListLink({ filters, sort, className, label, children }: ListLinkProps) {
  const { problem, view, version } = filters
  return (
    <Link
      to="/$installation/deployments"
      params={{ installation: currentInstallation().id }}
      search={{
        ...(problem === undefined ? {} : { problem: [...problem] }),
        ...(version === undefined ? {} : { version: [...version] }),
        ...(view === undefined ? {} : { view }),
        ...(sort === undefined ? {} : { sort }),
      }}
      className={className ?? 'hover:underline'}
      aria-label={label}
    >
      {children}
    </Link>
  )
}

interface AllocatorsLinkProps {
  search: { zone?: string[]; state?: AllocatorState[] }
  children: ReactNode
}

/** To the allocators behind a number. */
export const AllocatorsLink = ({ search, children }: AllocatorsLinkProps) => (
  <Link
    to="/$installation/allocators"
    params={{ installation: currentInstallation().id }}
    search={search}
    // as high as a finger needs where several stand below one another
    className="inline-flex min-h-6 items-center hover:underline"
  >
    {children}
  </Link>
)

/** To the page of one deployment. */
export const DeploymentLink = ({
  deployment,
  className,
}: {
  deployment: AnyDeployment
  className?: string
}) => (
  <Link
    to="/$installation/deployments/$deploymentId"
    params={{ installation: currentInstallation().id, deploymentId: deployment.id }}
    className={cx('truncate font-medium hover:underline', className)}
    title={nameOfDeployment(deployment)}
  >
    <bdi>{nameOfDeployment(deployment)}</bdi>
  </Link>
)
