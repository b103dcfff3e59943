import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { DeploymentId, operations } from '@ece/api-types'
import { type QueryClient, type QueryFunctionContext, useQueryClient } from '@tanstack/react-query'
import { useLivePages } from '../../api/live.ts'
import { asPoll, q, qPages } from '../../api/q.ts'
import { readSession } from '../../api/session-store.ts'
import { isChanging } from '../../domain/changing.ts'
import { nextSearch } from '../../domain/search.ts'
import { now } from '../../lib/clock.ts'
import { type Activity, buildActivitySearch, readActivity, versionOfHit } from './activity.ts'
import { msOfAge, type Span } from './activity-search.ts'
import { createHistoryReader, type Wanted } from './history-reader.ts'

/** Histories are large: nobody gets more of them at once without asking. */
export const BATCH = 100

/** As the page of a deployment reads it, so that both say the same about an attempt. */
const WITH_HISTORY = { show_plans: true, show_plan_logs: true, show_plan_history: true } as const

const NOTHING: Activity = { events: [], keptSince: undefined }

async function readHistory(client: QueryClient, { id, version }: Wanted) {
  const deployment_id = DeploymentId.parse(id)
  const read = q(operations.getDeployment, { params: { deployment_id }, query: WITH_HISTORY })
  const queryKey = [...read.queryKey, 'activity', version]
  const answer = { activity: NOTHING }
  // nobody waits for one of a hundred: it must not keep a session alive
  await asPoll(queryKey, async () => {
    answer.activity = await client.query({
      queryKey,
      queryFn: async (context: QueryFunctionContext) => readActivity(await read.queryFn(context)),
      staleTime: 'static',
    })
  })
  return answer.activity
}

/** The moment in which a window that ends now was opened; the search stays the same until another one is chosen. */
function useOpenedAt(name: string): number {
  const [opened, setOpened] = useState(() => ({ name, at: now() }))
  if (opened.name !== name) setOpened({ name, at: now() })
  return opened.at
}

/** Deployments that may have had a plan in the window, and as much of their histories as was read so far. */
export function useActivity(span: Span) {
  const client = useQueryClient()
  const at = useOpenedAt(JSON.stringify(span))
  const asked = 'since' in span ? { from: at - msOfAge(span.since), to: undefined } : span
  const body = buildActivitySearch(asked, at, BATCH)
  const list = useLivePages(
    qPages(operations.searchDeployments, { body }, (last, pages) => {
      const loaded = pages.reduce((sum, page) => sum + page.return_count, 0)
      const next = nextSearch({ ...body, from: loaded - last.return_count }, last)
      return next === undefined ? undefined : { body: next }
    }),
    // many pages are too much to ask for every two seconds
    { changing: (pages) => pages.length === 1 && pages[0]?.deployments.some(isChanging) === true },
  )
  const { pages } = list
  // a deployment that moved between two pages is one
  const hits = useMemo(
    () =>
      pages && [
        ...new Map(pages.flatMap((page) => page.deployments.map((hit) => [hit.id, hit]))).values(),
      ],
    [pages],
  )
  const [reader] = useState(() =>
    createHistoryReader(
      (wanted) => readHistory(client, wanted),
      () => readSession().ended,
    ),
  )
  // talks to ECE, through the reader; a page that is left wants nothing more
  useEffect(() => {
    reader.want((hits ?? []).map((hit) => ({ id: hit.id, version: versionOfHit(hit) })))
    return () => reader.want([])
  }, [reader, hits])
  const histories = useSyncExternalStore(reader.subscribe, reader.state)
  const total = pages?.at(-1)?.match_count ?? undefined
  const untried = (hits ?? []).filter(
    ({ id }) => !histories.read.has(id) && !histories.failed.has(id),
  ).length
  return {
    ...list,
    hits,
    total,
    histories,
    untried,
    /** Also in the moment between the search and the first history. */
    isReading: histories.isReading || (untried > 0 && !histories.isStopped),
    stop: reader.stop,
    resume: reader.resume,
  }
}

export type ActivityReads = ReturnType<typeof useActivity>
