// kill -9 at every named place on the way of a change, and what the console says afterwards.
import { setTimeout as wait } from 'node:timers/promises'
import { otherFindings, waitUntilSettled } from './crew.ts'
import { countBy, type Experiment } from './experiment.ts'
import type { Operator } from './operator.ts'
import { openWorld, type World } from './world.ts'

/** Places of `failpoint(…)` in the server that every change passes, in this order. */
const CHANGE_POINTS = [
  'change.before_intent',
  'change.intent_uncommitted',
  'change.after_intent',
  'change.after_sending',
  'change.after_answer',
  'change.after_outcome',
] as const
/** Passed three times by every change. */
const AUDIT_POINTS = ['audit.before_insert', 'audit.before_commit'] as const

export const crash: Experiment = {
  name: 'crash',
  title: 'kill -9 at every place on the way of a change',
  note: 'The console is built with failpoints and ends itself at one of them while changes are made; it is started again on the same data, and the same keys are pressed once more.',
  rounds: 48,
  run: async ({ seed, rounds }) => {
    const world = await openWorld({ seed, fleet: rounds * 4 + 60 })
    try {
      const hits: Record<string, number> = {}
      let survived = 0
      let operator = await world.signIn()
      for (let round = 0; round < rounds; round++) {
        const point = pointOf(world, round)
        hits[point.name] = (hits[point.name] ?? 0) + 1
        const [replica] = world.replicas
        await replica.program.kill()
        await replica.restart(`${point.name}:${point.hit}:kill9`)
        operator = await ensureSignedIn(world, operator)
        const clicks = [world.nextClick(), world.nextClick()]
        // pressed until the console is gone; signing in passes the places of the audit log as well
        await Promise.all(clicks.map((click) => operator.click(click)))
        // a connection ends a moment before its process is known to be gone
        await Promise.race([replica.program.gone, wait(1_000)])
        if (replica.program.isRunning()) {
          const more = world.nextClick()
          await operator.click(more)
          await Promise.race([replica.program.gone, wait(1_000)])
        }
        if (replica.program.isRunning()) {
          survived += 1
          await replica.program.kill()
        }
        await replica.restart()
        operator = await ensureSignedIn(world, operator)
        for (const click of clicks) await operator.click(click)
      }
      await waitUntilSettled(world, operator)
      const findings = [...(await world.judge(operator)), ...otherFindings(world)]
      return {
        figures: [
          { what: `broken promises over ${rounds} kills`, measured: findings.length, goal: 0 },
          {
            what: 'rounds in which the place was not reached',
            measured: survived,
            goal: Math.floor(rounds / 10),
          },
        ],
        counts: {
          ...hits,
          ...countBy(await world.recorded(operator), ({ state }) => `in the end ${state}`),
        },
        findings,
      }
    } finally {
      await world.end()
    }
  },
}

const POINTS = [...CHANGE_POINTS, ...AUDIT_POINTS]

function pointOf({ random }: World, round: number): { name: string; hit: number } {
  const name = POINTS[round % POINTS.length] ?? CHANGE_POINTS[0]
  return { name, hit: name.startsWith('audit.') ? random.between(2, 5) : random.between(1, 2) }
}

/** The kill may have come while signing in. */
async function ensureSignedIn(world: World, before: Operator): Promise<Operator> {
  const [replica] = world.replicas
  const answer = await before.get('/bff/session').catch(() => undefined)
  if (answer?.status === 200) return before
  try {
    return await world.signIn()
  } catch (error) {
    if (replica.program.isRunning()) throw error
    await replica.restart()
    return world.signIn()
  }
}
