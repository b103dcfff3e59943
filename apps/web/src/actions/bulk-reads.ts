// Reads every deployment of a bulk verb again before it is confirmed. A few dozen by their own call, which is the truth; more
// than that from the search index, page by page, because thousands of calls would take minutes and ECE's attention. The
// server looks at each target once more before it sends.
import { DeploymentId, operations } from '@ece/api-types'
import { call } from '../api/call.ts'
import { isSignedOut } from '../api/api-error.ts'
import { anyOf, matches } from '../domain/search-text.ts'
import type { AnyDeployment } from '../domain/shapes.ts'
import { isGone, readProblem } from '../lib/problem.ts'

/** So many are read one by one. */
export const MOST_SINGLE = 100
/** At once; the console allows a session 64. */
const PARALLEL = 6
/** Ids per search: Elasticsearch refuses more than 1,024 clauses. */
const IDS_PER_SEARCH = 200

/** What reading one deployment came to. */
export type FreshRead = AnyDeployment | { readonly problem: string }

export const isRead = (read: FreshRead | undefined): read is AnyDeployment =>
  read !== undefined && 'resources' in read

const GONE = 'ECE does not have it any more: it was deleted.'
const NO_ID = 'ECE sent no id that its calls would take.'

/** For these the rest would fail as well; the dialog says so once. */
const isFatal = isSignedOut

async function readOne(id: string, signal: AbortSignal): Promise<FreshRead> {
  const parsed = DeploymentId.safeParse(id)
  if (!parsed.success) return { problem: NO_ID }
  try {
    return await call(
      operations.getDeployment,
      {
        params: { deployment_id: parsed.data },
        query: { show_plans: true, show_settings: true },
      },
      { signal },
    )
  } catch (error) {
    if (isFatal(error) || signal.aborted) throw error
    const problem = readProblem(error)
    if (isGone(problem)) return { problem: GONE }
    return { problem: `Could not be read: ${problem.items[0]?.message ?? 'no answer'}` }
  }
}

async function search(
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, FreshRead>> {
  const found = await call(
    operations.searchDeployments,
    { body: { query: anyOf(ids.map((id) => matches('id', id))), size: ids.length } },
    { signal },
  )
  const reads = new Map<string, FreshRead>(found.deployments.map((each) => [each.id, each]))
  for (const id of ids) if (!reads.has(id)) reads.set(id, { problem: GONE })
  return reads
}

/**
 * Reads deployments by their ids; `tell` gets every answer as it comes. Rejects when nothing more can be read: nobody is
 * signed in, a search fails, or `signal` says so.
 */
export async function readDeployments(
  ids: readonly string[],
  tell: (reads: ReadonlyMap<string, FreshRead>) => void,
  signal: AbortSignal,
): Promise<void> {
  const isFew = ids.length <= MOST_SINGLE
  const size = isFew ? 1 : IDS_PER_SEARCH
  const parts = Array.from({ length: Math.ceil(ids.length / size) }, (_, index) =>
    ids.slice(index * size, (index + 1) * size),
  )
  let next = 0
  const work = async () => {
    for (;;) {
      const part = parts[next]
      next += 1
      if (part === undefined || signal.aborted) return
      const [id = ''] = part
      tell(isFew ? new Map([[id, await readOne(id, signal)]]) : await search(part, signal))
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, work))
}
