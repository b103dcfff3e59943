// Records of what goes on although they cannot be written now. What is being written takes whatever came meanwhile along.
import { describeError, type Log } from '../log.ts'

/** At a few hundred bytes each: some megabytes. */
const MOST_WAITING = 10_000
/** In one transaction, which everybody else who writes waits for. */
const MOST_AT_ONCE = 100

export interface Queue<Item> {
  add(item: Item): void
  readonly waiting: () => number
  /** Whether the last attempt to write was in vain. */
  readonly isStuck: () => boolean
  /** Writes what waits, as far as that can be done now. Never rejects. */
  drain(): Promise<void>
}

/** `lost` makes the item that says how many there was no room for. */
export function createQueue<Item>(
  write: (items: readonly Item[]) => Promise<void>,
  log: Log,
  lost: (count: number) => Item,
): Queue<Item> {
  const items: Item[] = []
  let dropped = 0
  let isStuck = false
  let draining: Promise<void> | undefined

  const work = async () => {
    try {
      while (items.length > 0 || dropped > 0) {
        const gone = dropped
        const some = items.slice(0, MOST_AT_ONCE)
        await write(gone === 0 ? some : [...some, lost(gone)])
        items.splice(0, some.length)
        dropped -= gone
      }
      isStuck = false
    } catch (error) {
      isStuck = true
      const facts = { count: items.length, ...describeError(error) }
      log.error(facts, 'records of the audit log wait to be written')
    }
  }
  const drain = () => {
    // not inside `work`, which ends before it is assigned when there is nothing to write
    draining ??= work().finally(() => {
      draining = undefined
    })
    return draining
  }

  return {
    add(item) {
      if (items.length < MOST_WAITING) items.push(item)
      else dropped += 1
      void drain()
    },
    waiting: () => items.length + dropped,
    isStuck: () => isStuck && items.length + dropped > 0,
    drain,
  }
}
