import { operations, RESOURCE_KINDS } from '@ece/api-types'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { PROBLEM_OPTIONS } from '../../domain/problems.ts'
import { sayUnread } from '../../domain/read-failed.tsx'
import { ECE_REGION } from '../../domain/region.ts'
import { nameOfKind } from '../../domain/resources.ts'
import { compareVersions } from '../../lib/versions.ts'
import { Button } from '../../ui/button.tsx'
import { FilterSelect } from '../../ui/filter-select.tsx'
import { type DeploymentsSearch, isFiltered, NO_FILTERS, STATUSES } from './deployments-search.ts'

type Values = DeploymentsSearch

interface FiltersProps {
  values: Values
  set: (patch: Values) => void
  /** The rows are there: what the filters offer may be read. */
  isReady: boolean
}

const HEALTH = [
  { value: 'healthy', label: 'healthy' },
  { value: 'unhealthy', label: 'unhealthy' },
] as const
const STATUS = STATUSES.map((value) => ({ value, label: value }))
const KINDS = RESOURCE_KINDS.map((value) => ({ value, label: nameOfKind(value) }))
const AGES = [
  { value: '1h', label: '1 hour' },
  { value: '24h', label: '24 hours' },
  { value: '7d', label: '7 days' },
  { value: '30d', label: '30 days' },
]

/** What the address asks for although ECE does not list it must stay visible, else nobody can take it away. */
const withSelected = (known: readonly string[], selected: readonly string[] | undefined) =>
  [...new Set([...known, ...(selected ?? [])])].map((value) => ({ value, label: value }))

/** Narrows what came back from a chip to the words it was given. */
const only = <Word extends string>(
  words: readonly { readonly value: Word }[],
  selected: readonly string[],
): Word[] => words.flatMap(({ value }) => (selected.includes(value) ? [value] : []))

export function DeploymentFilters({ values, set, isReady }: FiltersProps) {
  const stacks = useLive(q(operations.getVersionStacks, { query: { show_deleted: true } }), {
    enabled: isReady,
  })
  const templates = useLive(
    q(operations.getDeploymentTemplatesV2, {
      query: { region: ECE_REGION, show_hidden: true, show_instance_configurations: false },
    }),
    { enabled: isReady },
  )
  const versions = (stacks.data?.stacks ?? [])
    .flatMap(({ version }) => version ?? [])
    .toSorted((a, b) => compareVersions(b, a))
  return (
    <>
      <FilterSelect
        label="Health"
        isSingle
        options={HEALTH}
        selected={values.health === undefined ? [] : [values.health]}
        onChange={(selected) => set({ health: only(HEALTH, selected)[0] })}
      />
      <FilterSelect
        label="Problem"
        options={PROBLEM_OPTIONS}
        selected={values.problem ?? []}
        onChange={(selected) => set({ problem: only(PROBLEM_OPTIONS, selected) })}
      />
      <FilterSelect
        label="Status"
        options={STATUS}
        selected={values.status ?? []}
        onChange={(selected) => set({ status: only(STATUS, selected) })}
      />
      <FilterSelect
        label="Version"
        options={withSelected(versions, values.version)}
        problem={sayUnread('versions', stacks)}
        selected={values.version ?? []}
        onChange={(version) => set({ version })}
      />
      <FilterSelect
        label="Template"
        options={withSelected(
          (templates.data ?? []).map(({ id }) => id),
          values.template,
        )}
        problem={sayUnread('templates', templates)}
        selected={values.template ?? []}
        onChange={(template) => set({ template })}
      />
      <FilterSelect
        label="Kind"
        options={KINDS}
        selected={values.kind ?? []}
        onChange={(selected) => set({ kind: only(KINDS, selected) })}
      />
      <FilterSelect
        label="Changed within"
        isSingle
        options={AGES}
        selected={values.changed_since === undefined ? [] : [values.changed_since]}
        onChange={([changed_since]) => set({ changed_since })}
      />
      <FilterSelect
        label="Snapshot older than"
        isSingle
        options={AGES}
        selected={values.snapshot_older_than === undefined ? [] : [values.snapshot_older_than]}
        onChange={([snapshot_older_than]) => set({ snapshot_older_than })}
      />
      {(values.tag ?? []).length > 0 && (
        <FilterSelect
          label="Tag"
          options={withSelected([], values.tag)}
          selected={values.tag ?? []}
          onChange={(tag) => set({ tag })}
        />
      )}
      {isFiltered(values) && (
        <Button variant="ghost" size="sm" onClick={() => set(NO_FILTERS)}>
          Clear filters
        </Button>
      )}
    </>
  )
}
