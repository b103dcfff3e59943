// The record of changes (`/bff/changes`), for pages that follow one.
import type { ChangeWithStory } from '@ece/api-types/bff'
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

/** Is there more to come, so that it is worth asking again soon? */
export const isOpenChange = ({
  state,
  concluded,
}: Pick<ChangeWithStory, 'state' | 'concluded'>): boolean =>
  state === 'intent' || state === 'sending' || (state === 'unknown' && concluded !== true)
