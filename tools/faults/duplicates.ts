// Double clicks, impatient retries, replays, other tabs and restarts: one key, one effect.
import { setTimeout as wait } from 'node:timers/promises'
import { otherFindings, signInCrew, waitUntilSettled } from './crew.ts'
import { countBy, type Experiment } from './experiment.ts'
import type { Click, Operator } from './operator.ts'
import { inParallel, openWorld, type World } from './world.ts'

const AT_ONCE = 8
const ROUNDS_PER_RESTART = 50

export const duplicates: Experiment = {
  name: 'duplicates',
  title: 'Duplicate changes',
  note: 'Each change is submitted two to six times under one key: at once, from two browsers, after a moment, after its answer, through another replica, and again after the console was killed in between.',
  rounds: 1_000,
  run: async ({ seed, rounds, database }) => {
    const replicas = database === undefined ? 1 : 2
    const world = await openWorld({ seed, fleet: rounds + 50, replicas, database })
    try {
      const crew = await signInCrew(world)
      let restarts = 0
      for (let done = 0; done < rounds; done += ROUNDS_PER_RESTART) {
        const count = Math.min(ROUNDS_PER_RESTART, rounds - done)
        const clicks = Array.from({ length: count }, () => world.nextClick())
        const cutShort = world.random.between(0, 2) === 0 ? clicks.slice(-AT_ONCE) : []
        await inParallel(clicks, AT_ONCE, (click) => submitOften(world, crew, click))
        if (cutShort.length === 0) continue
        // killed while the same keys are pressed once more, and others for the first time
        const fresh = Array.from({ length: Math.min(4, rounds) }, () => world.nextClick())
        const [replica] = world.replicas
        const pressing = [...cutShort, ...fresh].map((click) =>
          world.random.pick(crew).click(click),
        )
        await wait(world.random.between(0, 15))
        await replica.program.kill()
        await Promise.all(pressing)
        await replica.restart()
        restarts += 1
        await inParallel(fresh, AT_ONCE, (click) => submitOften(world, crew, click))
      }
      await waitUntilSettled(world, crew[0])
      const judged = await world.judge(crew[0])
      const others = otherFindings(world)
      const findings = [...judged, ...others]
      const doubles = findings.filter(({ rule }) => /effect per key|at most once/.test(rule))
      const keys = new Set(world.history.map(({ key }) => key)).size
      return {
        figures: [
          { what: `duplicate changes among ${keys} keys`, measured: doubles.length, goal: 0 },
          { what: 'other broken promises', measured: findings.length - doubles.length, goal: 0 },
        ],
        counts: {
          keys,
          submissions: world.history.length,
          replicas,
          restarts,
          ...countBy(world.history, ({ state, code }) => state ?? code ?? 'no answer'),
        },
        findings,
      }
    } finally {
      await world.end()
    }
  },
}

async function submitOften({ random }: World, crew: readonly Operator[], click: Click) {
  const impatience = random.between(1, 5)
  const all = Array.from({ length: impatience + 1 }, async (_, nth) => {
    // together, a little later, or after the answer
    if (nth > 0) await wait(random.pick([0, 0, 1, 5, 20, 60]))
    await random.pick(crew).click(click)
  })
  await Promise.all(all)
  await random.pick(crew).click(click)
}
