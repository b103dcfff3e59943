// The record of changes (`/bff/changes`), for pages that follow one.
import type { Change, ChangeWithStory } from '@ece/api-types/bff'
import { send } from './client.ts'
import { currentInstallation } from './installation.ts'
import { isPoll, type Read } from './q.ts'

/** Seconds; the console answers from its own database. */
const TIMEOUT = 20

/** One change with its story; 404 when the console never recorded it. */
export const qChange = (id: string): Read<ChangeWithStory> => ({
  queryKey: [currentInstallation().id, 'change', id],
  queryFn: async ({ queryKey, signal }) => {
    const path = `/bff/changes/${encodeURIComponent(id)}`
    const background = isPoll(queryKey)
    const { data } = await send({ method: 'GET', path, timeout: TIMEOUT, signal, background })
    // the shapes of the console's own server are one package with this page, and one release
    return data as ChangeWithStory
  },
})

/** So many of the newest are looked through; the older ones are in the audit log. */
const MOST = 100

/** The newest changes of this installation, or of one target such as `deployments/0f3a…`. */
export const qChanges = (target?: string): Read<{ readonly changes: readonly Change[] }> => ({
  queryKey: [currentInstallation().id, 'changes', target ?? 'all'],
  queryFn: async ({ queryKey, signal }) => {
    const query = new URLSearchParams({
      installation: currentInstallation().id,
      limit: String(MOST),
      ...(target === undefined ? {} : { target }),
    })
    const path = `/bff/changes?${query.toString()}`
    const background = isPoll(queryKey)
    const { data } = await send({ method: 'GET', path, timeout: TIMEOUT, signal, background })
    // as in `qChange`
    return data as { changes: Change[] }
  },
})

/** Is there more to come, so that it is worth asking again soon? */
export const isOpenChange = ({
  state,
  concluded,
}: Pick<ChangeWithStory, 'state' | 'concluded'>): boolean =>
  state === 'intent' || state === 'sending' || (state === 'unknown' && concluded !== true)
