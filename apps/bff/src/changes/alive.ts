// Which processes are alive. What a dead one left open is settled by the others; what a living one has under way is not.
import { SqliteAdapter } from 'kysely'
import type { Store } from '../store/open.ts'
import type { Turns } from '../store/turns.ts'

/**
 * Without a sign of life for so long a process counts as dead. Longer than connecting to an ECE may take
 * (forward/ece.ts): one that slept and wakes up gives up its connection before it has sent anything.
 */
const LIFE_MS = 20_000

const turnOf = (boot: string) => `boot/${boot}`

export interface Alive {
  /** Gives a sign of life, and keeps the lead; every few seconds. */
  beat(): Promise<void>
  /** Those of `boots` that are gone. */
  listDead(boots: readonly string[]): Promise<ReadonlySet<string>>
  /** Whether this process is the one that looks at what is open. */
  takeLead(): Promise<boolean>
}

export function createAlive(store: Store, turns: Turns, boot: string): Alive {
  // one process works on a file: whoever was there before is gone, however short ago
  const isAlone = store.getExecutor().adapter instanceof SqliteAdapter
  let leads = false
  const takeLead = async () => {
    leads = await turns.take('reconcile', LIFE_MS)
    return leads
  }
  return {
    async beat() {
      if (isAlone) return
      await turns.take(turnOf(boot), LIFE_MS)
      // a look may take longer than a turn; nobody waits longer for a dead leader than for any other dead process
      if (leads) await takeLead()
    },
    async listDead(boots) {
      const others = boots.filter((one) => one !== boot)
      if (isAlone) return new Set(others)
      const held = await turns.held(others.map(turnOf))
      return new Set(others.filter((one) => !held.has(turnOf(one))))
    },
    // alone, nobody has to wait for the turn of a process that died before the clock was set back
    takeLead: async () => isAlone || takeLead(),
  }
}
