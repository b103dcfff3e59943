// PostgreSQL with all its processes stopped: connections stay open, and nothing answers.
import { setTimeout as wait } from 'node:timers/promises'
import { findPostgres, startPostgres } from '../postgres.mjs'
import { waitUntilSettled } from './crew.ts'
import { countBy } from './experiment.ts'
import type { Finding } from './judge.ts'
import { readStore } from './read-store.ts'
import { openWorld, type World } from './world.ts'

/** Longer than the console waits for its database. */
const LONGEST_MS = 14_000
const CLICKS = 4
const HEALED_WITHIN_MS = 20_000

const PROCESSES = `select pid from pg_stat_activity where pid <> pg_backend_pid()
  union select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int`

/** A server of its own: nobody else's is stopped. Nothing is done where PostgreSQL cannot be had. */
export async function freezePostgres({ seed, rounds }: { seed: number; rounds: number }) {
  const findings: Finding[] = []
  if (!findPostgres()) return { findings, counts: {} }
  const server = await startPostgres()
  const url = new URL(server.url)
  url.searchParams.set('schema', 'frozen')
  const database = url.href
  const world = await openWorld({ seed, fleet: 60 + rounds * CLICKS * 2, database })
  try {
    for (let round = 0; round < rounds; round++) {
      findings.push(...(await freezeOnce(world, database, round)))
    }
    const by = await world.signIn()
    await waitUntilSettled(world, by)
    findings.push(...(await world.judge(by)))
    const told = countBy(world.history, ({ state, code }) => `told ${state ?? code ?? 'nothing'}`)
    const counts = { 'PostgreSQL stopped and woken': rounds, ...told }
    return { findings, counts }
  } finally {
    await world.end()
    await server.stop()
  }
}

async function freezeOnce(world: World, database: string, round: number): Promise<Finding[]> {
  const findings: Finding[] = []
  const by = await world.signIn()
  const processes = await readStore({ dataDir: '', database }, PROCESSES)
  const pids = processes.map(({ pid }) => Number(pid))
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    for (const pid of pids) {
      try {
        process.kill(pid, name)
      } catch {
        // a connection that has ended meanwhile
      }
    }
  }
  const clicks = Array.from({ length: CLICKS * 2 }, () => world.nextClick())
  const [before, during] = [clicks.slice(0, CLICKS), clicks.slice(CLICKS)]
  // under way while it stops
  const pressed = before.map((click) => by.click(click))
  await wait(world.random.between(1, 60))
  signal('SIGSTOP')
  try {
    const more = during.map((click) => by.click(click))
    await wait(round % 2 === 0 ? LONGEST_MS : LONGEST_MS / 7)
    signal('SIGCONT')
    await Promise.all([...pressed, ...more])
  } finally {
    signal('SIGCONT')
  }
  const deadline = Date.now() + HEALED_WITHIN_MS
  while ((await by.get('/readyz')).status !== 200) {
    if (Date.now() > deadline) {
      findings.push({
        rule: 'heals by itself',
        key: '',
        why: 'not ready 20 s after the database woke',
      })
      break
    }
    await wait(250)
  }
  // the same keys once more
  for (const click of clicks) await by.click(click)
  return findings
}
