// What the console acknowledged before it was killed must be on record after it.
import { setTimeout as wait } from 'node:timers/promises'
import { otherFindings, waitUntilSettled } from './crew.ts'
import { countBy, type Experiment } from './experiment.ts'
import { Operator } from './operator.ts'
import { verifyAudit } from './verify-audit.ts'
import { openWorld, type World } from './world.ts'

const CLICKERS = 3
const LONGEST_LIFE_MS = 900
const LEAST_ANSWERS = 2
/** Every 5 ms for ten seconds. */
const MOST_LOOKS = 2_000
/** More than three people can make within a life. */
const CHANGES_PER_ROUND = 60
/** Deployments that no key has used are found by their number. */
const LARGEST_FLEET = 6_000

export const auditKill: Experiment = {
  name: 'audit-kill',
  title: 'Audit records over kill -9',
  note: 'Operators make changes and sign in and out without a pause; at a random moment the console is killed and started again on the same data. Everything that somebody got an answer to must be in the audit log, and the chain must be whole.',
  rounds: 100,
  run: async ({ seed, rounds, database }) => {
    const fleet = Math.min(LARGEST_FLEET, rounds * CHANGES_PER_ROUND)
    const world = await openWorld({ seed, fleet, database })
    try {
      const signIns: string[] = []
      for (let round = 0; round < rounds; round++) {
        const [replica] = world.replicas
        const operator = await world.signIn()
        const before = countAnswered(world)
        const work = workUntilGone(world, operator, signIns)
        await wait(world.random.between(100, LONGEST_LIFE_MS))
        await waitForAnswers(world, before + LEAST_ANSWERS)
        await replica.program.kill()
        await work
        await replica.restart()
      }
      const one = await world.signIn()
      await waitUntilSettled(world, one)
      const audit = (await world.audit(one)) ?? []
      const judged = await world.judge(one)
      const lost = judged.filter(({ rule }) => rule === 'on record')
      const recordedSignIns = audit.filter(({ event }) => event === 'signed_in').length
      const lostSignIns = Math.max(0, signIns.length - recordedSignIns)
      const gaps = audit.filter(({ seq }, at) => seq !== at + 1).length
      const verdict = await verifyAudit(world.dataDir, database)
      const findings = [
        ...judged,
        ...otherFindings(world),
        ...(verdict.code === 0 || verdict.code === 2
          ? []
          : [{ rule: 'the chain is whole', key: '', why: verdict.said.slice(0, 500) }]),
      ]
      return {
        figures: [
          {
            what: `acknowledged audit records lost over ${rounds} kills`,
            measured: lost.length + lostSignIns + gaps + (audit.length === 0 ? 1 : 0),
            goal: 0,
          },
          { what: 'other broken promises', measured: findings.length - lost.length, goal: 0 },
        ],
        counts: {
          'audit records': audit.length,
          'changes answered': world.history.filter(({ state }) => state !== undefined).length,
          'sign-ins answered': signIns.length,
          ...countBy(world.history, ({ state, code }) => `told ${state ?? code ?? 'nothing'}`),
          ...countBy(await world.recorded(one), ({ state }) => `in the end ${state}`),
        },
        findings,
      }
    } finally {
      await world.end()
    }
  },
}

const countAnswered = (world: World) =>
  world.history.filter(({ state }) => state !== undefined).length

/** A busy machine answers nobody in so short a life, and then nothing is tested; one that never answers is killed too. */
async function waitForAnswers(world: World, least: number): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS && countAnswered(world) < least; looks++) await wait(5)
}

/** Each answered sign-in goes into `signIns`. */
async function workUntilGone(world: World, operator: Operator, signIns: string[]): Promise<void> {
  const [replica] = world.replicas
  const until = async (work: () => Promise<boolean>) => {
    while (replica.program.isRunning() && (await work().catch(() => false))) {
      // the next one
    }
  }
  await Promise.all([
    ...Array.from({ length: CLICKERS }, () =>
      until(async () => (await operator.click(world.nextClick())) !== undefined),
    ),
    until(async () => {
      const other = new Operator(replica.url)
      await other.signIn(world.password, 'manager')
      signIns.push('manager')
      return (await other.signOut()).status === 204
    }),
  ])
}
