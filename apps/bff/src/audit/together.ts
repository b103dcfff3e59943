/** More in one transaction keep the other writers waiting too long. */
const MOST_AT_ONCE = 100

interface Waiting<Item> {
  readonly item: Item
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * `write`, one call at a time, for all items that came while the one before was under way. Each caller hears of the fate of
 * its own: items that fail together are tried one by one, so that one that cannot be written takes no other along.
 */
export function createTogether<Item>(
  write: (items: readonly Item[]) => Promise<void>,
): (item: Item) => Promise<void> {
  const waiting: Waiting<Item>[] = []
  let isWriting = false

  const settle = async (some: readonly Waiting<Item>[]): Promise<void> => {
    try {
      await write(some.map(({ item }) => item))
      for (const { resolve } of some) resolve()
    } catch (error) {
      if (some.length === 1) some[0]?.reject(error)
      else for (const one of some) await settle([one])
    }
  }
  const run = async () => {
    isWriting = true
    while (waiting.length > 0) await settle(waiting.splice(0, MOST_AT_ONCE))
    isWriting = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!isWriting) void run()
    })
}
