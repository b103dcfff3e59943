// "Who uses it": the number of deployments that match, as a link to the list behind it.
import { operations } from '@ece/api-types'
import { Link } from '@tanstack/react-router'
import { currentInstallation } from '../api/installation.ts'
import { useLive } from '../api/live.ts'
import { q } from '../api/q.ts'
import { plural } from '../lib/text.ts'
import { Absent } from '../ui/absent.tsx'
import { NotRead } from './read-failed.tsx'
import { buildCount } from './search.ts'

/** Exactly one of the two: deployments made from a template, or running a stack version. */
type Filter = { readonly template: readonly string[] } | { readonly version: readonly string[] }

export function UsedBy({ filter }: { filter: Filter }) {
  const { data, error } = useLive(q(operations.searchDeployments, { body: buildCount(filter) }))
  if (data === undefined && error !== null) return <NotRead error={error} />
  const count = data?.match_count
  if (typeof count !== 'number') return <Absent />
  if (count === 0) return 'no deployment'
  return (
    <Link
      to="/$installation/deployments"
      params={{ installation: currentInstallation().id }}
      search={{
        ...('template' in filter ? { template: [...filter.template] } : {}),
        ...('version' in filter ? { version: [...filter.version] } : {}),
      }}
      className="text-accent underline"
    >
      {plural(count, 'deployment')}
    </Link>
  )
}
