// Is what the console says happened what happened? Calls cut at every position, compared with what ECE really did.
import { otherFindings, signInCrew, waitUntilSettled } from './crew.ts'
import { cutCalls } from './cuts.ts'
import { countBy, type Experiment, quantile } from './experiment.ts'
import { openWorld } from './world.ts'

export const verdicts: Experiment = {
  name: 'verdicts',
  title: 'Verdicts over calls that were cut',
  note: 'Each change meets one fault: its request or answer cut at a random byte, reset, sliced, slowed, answered with an error or with nonsense, carried out by ECE or not, or carried out two seconds after the connection broke. The last ones find ECE away. The verdict is compared with the log of ECE when all is settled.',
  rounds: 500,
  run: async ({ seed, rounds }) => {
    const world = await openWorld({ seed, fleet: rounds + 60 })
    try {
      const crew = await signInCrew(world)
      const { faultOf } = await cutCalls(world, crew, rounds)
      const away = Array.from({ length: Math.ceil(rounds / 20) }, () => world.nextClick())
      await world.proxy.down()
      for (const click of away) await crew[0].click(click)
      await world.proxy.up()
      const keysAway = new Set(away.map(({ key }) => key))
      const wronglyUnknown = world.history.filter(
        ({ key, state }) => keysAway.has(key) && state !== 'not_sent',
      )
      const settled = await waitUntilSettled(world, crew[0])
      const judged = await world.judge(crew[0])
      const wrong = judged.filter(({ rule }) => /no false|told as recorded/.test(rule))
      const findings = [...judged, ...otherFindings(world)]
      const last = await world.recorded(crew[0])
      return {
        figures: [
          {
            what: `wrong verdicts over ${rounds} cut calls`,
            measured: wrong.length,
            goal: 0,
          },
          { what: 'other broken promises', measured: findings.length - wrong.length, goal: 0 },
          {
            what: `not "not sent" among ${away.length} changes while ECE refuses connections`,
            measured: wronglyUnknown.length,
            goal: 0,
          },
        ],
        counts: {
          ...countBy(world.history, ({ state, code }) => `told ${state ?? code ?? 'nothing'}`),
          ...countBy(last, ({ state }) => `in the end ${state}`),
          settled: settled.size,
          ...countBy([...faultOf.values()], (name) => `fault: ${name}`),
        },
        findings,
      }
    } finally {
      await world.end()
    }
  },
}

const LONGEST_MS = 60_000

export const settle: Experiment = {
  name: 'settle',
  title: 'How soon an unknown change is settled',
  note: 'Calls that break after their bytes left, while ECE stays reachable. The time runs from the answer "unknown" to the moment the list of changes says found or no trace.',
  rounds: 100,
  run: async ({ seed, rounds }) => {
    const world = await openWorld({ seed, fleet: rounds + 60 })
    try {
      const crew = await signInCrew(world)
      await cutCalls(world, crew, rounds, 'unknown')
      const settled = await waitUntilSettled(world, crew[0])
      const unknown = world.history.filter(({ state }) => state === 'unknown')
      const waits = unknown.map(
        ({ key, ended_at: at = 0 }) => (settled.get(key) ?? Number.POSITIVE_INFINITY) - at,
      )
      const inTime = waits.filter((ms) => ms <= LONGEST_MS)
      const findings = [...(await world.judge(crew[0])), ...otherFindings(world)]
      const last = await world.recorded(crew[0])
      const share = Math.round((inTime.length / Math.max(1, waits.length)) * 1000) / 10
      return {
        figures: [
          {
            what: `unknown changes settled within 60 s, of ${waits.length}`,
            measured: share,
            goal: 95,
            isLeast: true,
            unit: ' %',
          },
          { what: 'broken promises', measured: findings.length, goal: 0 },
        ],
        counts: {
          ...countBy(last, ({ state }) => `in the end ${state}`),
          'median, s': Math.round(quantile(inTime, 0.5) / 100) / 10,
          'p99, s': Math.round(quantile(inTime, 0.99) / 100) / 10,
        },
        findings,
      }
    } finally {
      await world.end()
    }
  },
}
