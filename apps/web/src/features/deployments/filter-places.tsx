import { FilterChip, filterChipClass } from '../../ui/filter-chip.tsx'
import type { DeploymentsSearch } from './deployments-search.ts'

const PLACES = [
  ['health', 'Health'],
  ['problem', 'Problem'],
  ['status', 'Status'],
  ['version', 'Version'],
  ['template', 'Template'],
  ['kind', 'Kind'],
  ['changed_since', 'Changed within'],
  ['snapshot_older_than', 'Snapshot older than'],
] as const

/** Where the filters will be, as they will look; what the address filters is in force without them. */
export const FilterPlaces = ({ values }: { values: DeploymentsSearch }) => (
  <>
    {PLACES.map(([name, label]) => {
      const words = [values[name] ?? []].flat()
      return (
        <span key={name} aria-hidden="true" className={filterChipClass(words.length > 0)}>
          <FilterChip label={label} words={words} />
        </span>
      )
    })}
  </>
)
