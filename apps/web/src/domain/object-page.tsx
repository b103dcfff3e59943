// The frame of a page about one object: heading, age, verbs and parts, and what stands in their place while it is being
// read, cannot be read or is gone.
import type { LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Age } from '../api/live.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { DataAge } from '../ui/data-age.tsx'
import { JsonView } from '../ui/json-view.tsx'
import { Page } from '../ui/page.tsx'
import { SkeletonLines } from '../ui/skeleton.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { IgnoredSearch } from './ignored-search.tsx'
import { Gone, ReadAgainFailed, ReadFailed } from './read-failed.tsx'

/** What `useLive` answers. */
interface Reading<Data> {
  readonly data: Data | undefined
  readonly error: Error | null
  readonly age: Age
}

/** Any part of any page, as the routes' types of the address list them. */
type TabId = NonNullable<Extract<LinkProps['search'], { tab?: unknown }>['tab']>

export interface ObjectPageProps<Data> {
  /** With its article: `this template`. */
  what: string
  id: string
  /** Its name, or the id until the name is known. */
  title: string
  /** Where the others are: the crumb, and the way back when this one is gone. */
  list: { readonly crumb: string; readonly label: string; readonly link: LinkProps }
  facts?: ReactNode
  verbs?: ReactNode
  reading: Reading<Data>
  /** Ages of reads that only the open part needs: the header's age and Refresh are about them as well. */
  alsoRead?: readonly Age[]
  /** It was read, and what this page is about is not in it. */
  isGone?: boolean
  /** Names of the address's parameters that were not understood. */
  ignored: readonly string[]
  /** Between the heading and the parts. */
  above?: ReactNode
  tabs: {
    readonly label: string
    readonly active: string
    readonly all: readonly { readonly id: TabId; readonly label: string }[]
  }
  children: (data: Data) => ReactNode
}

export function ObjectPage<Data>(props: ObjectPageProps<Data>) {
  const { title, list, facts, verbs, reading, alsoRead = [], ignored } = props
  return (
    <Page
      title={title}
      crumbs={[{ label: list.crumb, link: list.link }]}
      facts={facts}
      end={
        <>
          <DataAge {...joinAges([reading.age, ...alsoRead])} />
          {verbs}
        </>
      }
    >
      <IgnoredSearch names={ignored} />
      <Content {...props} />
    </Page>
  )
}

function Content<Data>(props: ObjectPageProps<Data>) {
  const { what, id, list, tabs, isGone = false, above, children } = props
  const { data, error, age } = props.reading
  const failure = { what, id, list, onRetry: age.refresh }
  if (isGone) return <Gone {...failure} />
  if (data === undefined) {
    return error === null ? <SkeletonLines count={8} /> : <ReadFailed {...failure} error={error} />
  }
  return (
    <>
      <ReadAgainFailed {...failure} error={error} />
      <div className="mt-3 empty:hidden">{above}</div>
      <div className="my-3">
        <Tabs
          label={tabs.label}
          active={tabs.active}
          tabs={tabs.all.map((tab) => ({ ...tab, link: { to: '.', search: { tab: tab.id } } }))}
        />
      </div>
      {children(data)}
    </>
  )
}

/** The parts of an object that has no history. */
export const OVERVIEW_AND_JSON = [
  { id: 'overview', label: 'Overview' },
  { id: 'json', label: 'JSON' },
] as const

/** One age for several reads: as old as the oldest, refreshed together. */
export function joinAges(ages: readonly Age[]): Age {
  const times = ages.map(({ fetchedAt }) => fetchedAt)
  const isAllRead = times.every((time) => time !== undefined)
  return {
    fetchedAt: isAllRead ? Math.min(...times) : undefined,
    error: ages.find(({ error }) => error !== null)?.error ?? null,
    isRefreshing: ages.some(({ isRefreshing }) => isRefreshing),
    refresh: () => {
      for (const { refresh } of ages) refresh()
    },
  }
}

/** An id beside the title: short to the eye, whole by copy and on hover. */
export const IdFact = ({ id, shown, what }: { id: string; shown: string; what: string }) => (
  <span className="text-ink-2 flex min-w-0 items-center gap-1">
    <code className="mono truncate" title={id}>
      {shown}
    </code>
    <CopyButton text={id} what={what} />
  </span>
)

/** The part of every page that shows the object as ECE returned it. */
export const JsonPart = (props: { value: unknown; label: string; fileName: string }) => (
  <div className="flex min-h-112 flex-1 flex-col">
    <JsonView {...props} />
  </div>
)
