// Many small reads kept fresh together, at a pace of their own: counts, and what changes slowly.
import { useEffect } from 'react'
import { useQueries, useQueryClient } from '@tanstack/react-query'
import { isApiError } from './api-error.ts'
import { type Age, IDLE_MS } from './live.ts'
import { asPoll, fetchedAt, type Read } from './q.ts'
import { useSession } from './session-store.ts'

/** One of the reads. */
export interface Part<Data> {
  /** The last good answer. */
  readonly data: Data | undefined
  readonly error: Error | null
  /** Neither an answer nor an error yet. */
  readonly isPending: boolean
}

interface Options {
  /** Milliseconds from the last answer to the next question, also when the operator comes back to the page. */
  readonly every?: number
  readonly enabled?: boolean
}

/** What ECE does not let this role read is not asked for again by itself. */
const isForbidden = (error: unknown) => isApiError(error) && error.status === 403

/**
 * Reads that belong together, one part per read and in their order. `age` is that of the oldest answer, with the first
 * error that is not a missing role.
 */
export function useLiveAll<Data>(
  reads: readonly Read<Data>[],
  { every = IDLE_MS, enabled = true }: Options = {},
) {
  const client = useQueryClient()
  const { ended } = useSession()
  const results = useQueries({
    queries: reads.map((read) => ({ ...read, enabled, staleTime: every })),
  })
  const keys = reads.map(({ queryKey }) => queryKey)
  const isFetching = results.some((result) => result.isFetching)
  const allowed = keys.filter((_, index) => !isForbidden(results[index]?.error))
  const last = Math.max(
    0,
    ...results.map((each) => Math.max(each.dataUpdatedAt, each.errorUpdatedAt)),
  )
  const hash = JSON.stringify(allowed)
  // talks to the clock: the last of the answers starts the next wait
  useEffect(() => {
    if (!enabled || ended || isFetching) return
    const poll = () => {
      // on becoming visible again react-query refetches what is stale by itself
      if (document.hidden) return
      for (const queryKey of allowed) {
        void asPoll(queryKey, () =>
          client.refetchQueries({ queryKey, exact: true }, { cancelRefetch: false }),
        )
      }
    }
    const timer = setTimeout(poll, every)
    return () => clearTimeout(timer)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `hash` stands for `allowed`, which is made anew by every render
  }, [client, hash, every, enabled, ended, isFetching, last])
  const parts = results.map(({ data, error, isPending }): Part<Data> => ({
    data,
    error,
    isPending: isPending && enabled,
  }))
  const times = keys.flatMap((key, index) => {
    const result = results[index]
    return result?.data === undefined ? [] : [fetchedAt(key) ?? result.dataUpdatedAt]
  })
  const age: Age = {
    fetchedAt: times.length === 0 ? undefined : Math.min(...times),
    error: parts.find(({ error }) => error !== null && !isForbidden(error))?.error ?? null,
    isRefreshing: isFetching,
    refresh: () => {
      for (const queryKey of keys) void client.refetchQueries({ queryKey, exact: true })
    },
  }
  return { parts, age }
}

/** Several ages as one: the oldest answer, the first error. */
export const oldestOf = (ages: readonly Age[]): Age => {
  const times = ages.flatMap(({ fetchedAt: time }) => time ?? [])
  return {
    fetchedAt: times.length === 0 ? undefined : Math.min(...times),
    error: ages.find(({ error }) => error !== null)?.error ?? null,
    isRefreshing: ages.some(({ isRefreshing }) => isRefreshing),
    refresh: () => {
      for (const { refresh } of ages) refresh()
    },
  }
}
