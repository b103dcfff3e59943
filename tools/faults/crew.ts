import { setTimeout as wait } from 'node:timers/promises'
import type { Finding, Recorded } from './judge.ts'
import type { Operator } from './operator.ts'
import type { World } from './world.ts'

/** Several sessions on every replica: one session may not ask more than 200 times a second. */
export async function signInCrew(
  world: World,
  each = 4,
): Promise<readonly [Operator, ...Operator[]]> {
  const crew: Operator[] = []
  for (const replica of world.replicas) {
    for (let at = 0; at < each; at++) crew.push(await world.signIn(replica))
  }
  const [first, ...others] = crew
  if (first === undefined) throw new Error('no operator')
  return [first, ...others]
}

/** ECE's plan attempts are read for half a minute before a trace is called missing. */
const PATIENCE_MS = 75_000
const POLL_MS = 500

/** When each change that was open was settled: key → epoch ms. Waits until all are, or patience ends. */
export async function waitUntilSettled(
  world: World,
  by: Operator,
  patience = PATIENCE_MS,
): Promise<ReadonlyMap<string, number>> {
  const settled = new Map<string, number>()
  const deadline = Date.now() + patience
  for (;;) {
    const all = await world.recorded(by)
    const open = all.filter((one) => !isSettled(one))
    for (const one of all) {
      const wasOpen = one.state === 'found' || one.state === 'no_trace' || one.concluded === true
      if (wasOpen && !settled.has(one.id)) settled.set(one.id, Date.now())
    }
    if (open.length === 0 || Date.now() > deadline) return settled
    await wait(POLL_MS)
  }
}

const OPEN = new Set(['intent', 'sending', 'unknown'])
const isSettled = ({ state, concluded }: Recorded) => !OPEN.has(state) || concluded === true

/** Leaks as findings, and a finding when nothing happened at all: a run that tested nothing must not pass. */
export function otherFindings(world: World): Finding[] {
  const { leaks } = world.leaks()
  const carriedOut = world.history.filter(
    ({ state }) => state === 'accepted' || state === 'unknown',
  )
  const keys = new Set(world.history.map(({ key }) => key)).size
  return [
    ...leaks.map(({ where }) => ({ rule: 'no secret', key: '', why: where })),
    ...(carriedOut.length * 3 < keys
      ? [{ rule: 'a run that tests something', key: '', why: 'most changes were not carried out' }]
      : []),
  ]
}
