// What the tests of one file share, and no other file: it starts with the first test that asks for it, and ends when the
// worker gets to another file. A worker restarted for every file would cost a browser and a second each time.

interface Stoppable {
  readonly stop: () => Promise<void>
}

/** Everything that was started for the tests of one file. */
export interface World {
  /** What has this name; the first who asks starts it. The one started last ends first. */
  keep: <Kept extends Stoppable>(name: string, start: () => Promise<Kept>) => Promise<Kept>
}

export interface Worlds {
  /** The world of this test file; that of another one ends before. */
  enter: (file: string) => Promise<World>
  end: () => Promise<void>
}

export function createWorlds(): Worlds {
  let owner = ''
  const kept = new Map<string, Stoppable>()
  const end = async () => {
    for (const [name, each] of [...kept].toReversed()) {
      kept.delete(name)
      await each.stop()
    }
  }
  const world: World = {
    keep: async <Kept extends Stoppable>(name: string, start: () => Promise<Kept>) => {
      // within a file a name stands for one line of code that starts it, so it has that line's type
      const found = kept.get(name) as Kept | undefined
      if (found !== undefined) return found
      const started = await start()
      kept.set(name, started)
      return started
    },
  }
  return {
    end,
    enter: async (file) => {
      if (file !== owner) await end()
      owner = file
      return world
    },
  }
}
