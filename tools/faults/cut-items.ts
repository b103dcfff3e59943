// At which items a job was when its console died, by what its store says; and where to kill it next.
import { readStore } from './read-store.ts'

/** In the order in which an item passes them; each once, but for the last, which records pass. */
export const POINTS = [
  'job.item_checked',
  'job.item_sending',
  'change.after_intent',
  'change.after_sending',
  'change.after_answer',
  'change.after_outcome',
  'job.item_answered',
  'job.before_conclude',
  'audit.before_commit',
] as const
export type Point = (typeof POINTS)[number]

/** An item that had begun and of which ECE's answer was not on its record yet. */
export interface Flight {
  readonly position: number
  /** State of its change; absent when there is none. */
  readonly change: string | undefined
}

const FLIGHTS = `select i.position as position, c.state as change
  from job_items i left join changes c on c.id = i.change_id
  where i.state in ('checking', 'sending') order by i.position`

/** Of the only job of this store. No console may run. */
export async function readFlights(
  store: Parameters<typeof readStore>[0],
): Promise<readonly Flight[]> {
  const rows = await readStore(store, FLIGHTS)
  return rows.map(({ position, change }) => ({
    position: Number(position),
    change: typeof change === 'string' ? change : undefined,
  }))
}

const ENDS = new Set<Point>(['job.item_answered', 'job.before_conclude'])

/** How often these items pass the point once more, before any other item gets there. */
const countAgain = (flights: readonly Flight[], point: Point): number =>
  flights.reduce((sum, { change }) => {
    // nothing of it is on record: it begins anew
    if (change === undefined) return sum + 1
    // not sent: that is its first answer, then it begins anew
    if (change === 'intent' || change === 'not_sent') return sum + (ENDS.has(point) ? 2 : 1)
    return sum + (ENDS.has(point) ? 1 : 0)
  }, 0)

/** A start is one record; what a dead console left open is one more for each. */
const STARTED = 2
/** Its intent, its sending, its outcome. */
const RECORDS_PER_ITEM = 3

/**
 * `FAILPOINTS` that kill the next console at the item after `flights`, or so many items later. Too early cuts one of them
 * again; too late would miss some.
 */
export const killAt = (point: Point, flights: readonly Flight[], later: number): string =>
  point === 'audit.before_commit'
    ? `${point}:${STARTED + flights.length + later * RECORDS_PER_ITEM}:kill9`
    : `${point}:${1 + countAgain(flights, point) + later}:kill9`
