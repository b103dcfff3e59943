// Reads that stay true while the page is open: fast while something changes, slow when idle, not at all while the page
// is hidden or nobody is signed in (architecture, "the web polls").
import { useEffect } from 'react'
import { hashKey, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { asPoll, fetchedAt } from './q.ts'
import { useSession } from './session-store.ts'
import type { QueryKey } from '@tanstack/react-query'
import type { PagedRead, Read } from './q.ts'

export const FAST_MS = 2000
export const IDLE_MS = 30_000
/** While ECE does not answer: often enough to notice its return, seldom enough not to be in its way. */
const FAILING_MS = 10_000

/** How old the data on screen is; `ui/data-age.tsx` shows it. */
export interface Age {
  /** Milliseconds since 1970; undefined before the first answer. */
  readonly fetchedAt: number | undefined
  /** The last attempt to read it again failed; what is on screen is the last good answer. */
  readonly error: Error | null
  readonly isRefreshing: boolean
  readonly refresh: () => void
}

interface State {
  readonly isFetching: boolean
  readonly error: Error | null
  readonly dataUpdatedAt: number
  readonly errorUpdatedAt: number
}

function usePolling(key: QueryKey, state: State, interval: number): Age {
  const client = useQueryClient()
  const hash = hashKey(key)
  const { ended } = useSession()
  // talks to the clock: each answer, good or bad, starts the next wait
  useEffect(() => {
    if (ended || state.isFetching) return
    const poll = () => {
      // on becoming visible again react-query refetches what is stale by itself
      if (document.hidden) return
      void asPoll(key, () =>
        client.refetchQueries({ queryKey: key, exact: true }, { cancelRefetch: false }),
      )
    }
    const timer = setTimeout(poll, interval)
    return () => clearTimeout(timer)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `hash` stands for `key`, which is made anew by every render
  }, [client, hash, interval, ended, state.isFetching, state.dataUpdatedAt, state.errorUpdatedAt])
  return {
    fetchedAt: fetchedAt(key) ?? (state.dataUpdatedAt || undefined),
    error: state.error,
    isRefreshing: state.isFetching,
    refresh: () => void client.refetchQueries({ queryKey: key, exact: true }),
  }
}

const pace = (error: Error | null, isChanging: boolean) =>
  error === null ? (isChanging ? FAST_MS : IDLE_MS) : FAILING_MS

interface Options<Data> {
  /** Is something on its way that the operator waits for? Then the answer is read every 2 s. */
  readonly changing?: (data: Data) => boolean
  readonly enabled?: boolean
}

/**
 * One read, kept fresh. `data` keeps the last good answer while `error` says what is wrong with reading it again;
 * `age` goes to `<DataAge {...age} />`.
 */
export function useLive<Data>(query: Read<Data>, { changing, enabled = true }: Options<Data> = {}) {
  const result = useQuery({ ...query, enabled })
  const { data, error } = result
  const isChanging = data !== undefined && changing?.(data) === true
  const age = usePolling(query.queryKey, result, pace(error, isChanging))
  return { data, error, isPending: result.isPending && enabled, age }
}

/** A read in pages, kept fresh; polling reads the loaded pages again. */
export function useLivePages<Data>(
  query: PagedRead<Data>,
  { changing, enabled = true }: Options<readonly Data[]> = {},
) {
  const result = useInfiniteQuery({ ...query, enabled })
  const { error } = result
  const pages = result.data?.pages
  const isChanging = pages !== undefined && changing?.(pages) === true
  const age = usePolling(query.queryKey, result, pace(error, isChanging))
  return {
    pages,
    error,
    isPending: result.isPending && enabled,
    age,
    hasMore: result.hasNextPage,
    isLoadingMore: result.isFetchingNextPage,
    loadMore: () => {
      if (result.hasNextPage && !result.isFetching) void result.fetchNextPage()
    },
  }
}
