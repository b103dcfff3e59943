// The deployments of a bulk dialog as ECE has them now: read when it opens, again while it stays open.
import { useCallback, useEffect, useRef, useState } from 'react'
import { readSession, useSession } from '../api/session-store.ts'
import { now } from '../lib/clock.ts'
import { useTicking } from '../ui/time.tsx'
import type { BulkRow } from './bulk.ts'
import { type FreshRead, MOST_SINGLE, readDeployments } from './bulk-reads.ts'

/** A few are read again every half minute; thousands take ECE some work, and are read less often. */
const AGAIN_MS = 30_000
const AGAIN_MANY_MS = 120_000
/** Older than this is not confirmed. A hidden page is not read again, so this happens. */
const OLD_MS = 180_000
/** Answers that come together are drawn together. */
const DRAW_MS = 200

const NONE: ReadonlyMap<string, FreshRead> = new Map()

export interface FreshRows {
  /** By id of the deployment; what is not in it has not been read yet. */
  readonly reads: ReadonlyMap<string, FreshRead>
  /** So many have been read in this round or an earlier one. */
  readonly done: number
  readonly isComplete: boolean
  /** When all of them had been read, epoch milliseconds. */
  readonly fetchedAt: number | undefined
  readonly isRefreshing: boolean
  readonly isOld: boolean
  readonly error: Error | null
  readonly total: number
  readonly refresh: () => void
}

/** `isFrozen`: it is being sent, and what the job itself does is no news. */
export function useFreshRows(rows: readonly BulkRow[], isFrozen: boolean): FreshRows {
  const [ids] = useState(() => [...new Set(rows.map(({ deployment }) => deployment.id))])
  const [reads, setReads] = useState(NONE)
  const [done, setDone] = useState(0)
  const [fetchedAt, setFetchedAt] = useState<number>()
  const [error, setError] = useState<Error | null>(null)
  const [round, setRound] = useState(0)
  const [settled, setSettled] = useState(-1)
  const { ended } = useSession()
  const isStopped = isFrozen || ended
  const isRefreshing = settled !== round
  const held = useRef(NONE)

  // talks to ECE: one round of reads, drawn as they come
  useEffect(() => {
    if (isStopped) return
    const abort = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const draw = () => {
      timer = undefined
      setDone(held.current.size)
      setReads(held.current)
    }
    // each drawing judges all rows: of thousands only the number is drawn before the end
    const drawSome =
      ids.length <= MOST_SINGLE
        ? draw
        : () => {
            timer = undefined
            setDone(held.current.size)
          }
    const tell = (some: ReadonlyMap<string, FreshRead>) => {
      held.current = new Map([...held.current, ...some])
      timer ??= setTimeout(drawSome, DRAW_MS)
    }
    readDeployments(ids, tell, abort.signal).then(
      () => {
        if (abort.signal.aborted) return
        clearTimeout(timer)
        draw()
        setFetchedAt(now())
        setError(null)
        setSettled(round)
      },
      (failure: unknown) => {
        if (abort.signal.aborted) return
        setError(failure instanceof Error ? failure : new Error(String(failure)))
        setSettled(round)
      },
    )
    return () => {
      abort.abort()
      clearTimeout(timer)
    }
  }, [ids, round, isStopped])

  // talks to the clock: what stands still is read again while somebody looks at it
  useEffect(() => {
    if (isRefreshing || isStopped) return
    const again = () => {
      if (!document.hidden && !readSession().ended) setRound((before) => before + 1)
    }
    const timer = setInterval(again, ids.length > MOST_SINGLE ? AGAIN_MANY_MS : AGAIN_MS)
    return () => clearInterval(timer)
  }, [ids, isRefreshing, isStopped, round])

  const isOld = useTicking(
    useCallback(
      () => (fetchedAt !== undefined && now() - fetchedAt > OLD_MS ? 'old' : ''),
      [fetchedAt],
    ),
  )
  return {
    reads,
    done,
    isComplete: reads.size >= ids.length && fetchedAt !== undefined,
    fetchedAt,
    isRefreshing: isRefreshing && !isStopped,
    isOld: isOld === 'old',
    error,
    total: ids.length,
    refresh: () => setRound((before) => before + 1),
  }
}
