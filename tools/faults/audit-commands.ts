// `ece-console audit prune` and `audit replace-key`, killed in the middle of whatever they do, beside a console at work.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Ran, runConsoleCommand, runNode } from './command-line.ts'
import { otherFindings, waitUntilSettled } from './crew.ts'
import { countBy, type Experiment, type RunOptions } from './experiment.ts'
import type { Finding } from './judge.ts'
import { bundle } from './programs.ts'
import { readStore } from './read-store.ts'
import { openWorld, type World } from './world.ts'

/** In the order in which a month passes them. */
const PRUNE_PLACES = [
  'audit.prune_writing',
  'audit.prune_unnamed',
  'audit.prune_written',
  'audit.before_insert',
  'audit.before_commit',
  'audit.prune_recorded',
  'audit.prune_checkpoint',
  'audit.prune_dropping',
  'audit.prune_dropped',
] as const
const KEY_PLACES = [
  'audit.before_insert',
  'audit.before_commit',
  'audit.key_uncommitted',
  'audit.key_committed',
  'audit.key_checkpoint',
] as const

interface Visit {
  readonly command: 'prune' | 'replace-key'
  readonly place: string
  readonly isOnPostgres: boolean
}
const visits: readonly Visit[] = [false, true].flatMap((isOnPostgres) => [
  ...PRUNE_PLACES.map((place) => ({ command: 'prune' as const, place, isOnPostgres })),
  ...KEY_PLACES.map((place) => ({ command: 'replace-key' as const, place, isOnPostgres })),
])
/** Where most is half done. A tenth of the rounds begins with them. */
const DEEPEST = ['audit.key_committed', 'audit.prune_recorded', 'audit.prune_dropping']
const inOrder = visits.toSorted(
  (a, b) =>
    Number(a.isOnPostgres) - Number(b.isOnPostgres) ||
    DEEPEST.indexOf(b.place) - DEEPEST.indexOf(a.place),
)

/** More than one piece of a file; fewer than would take long to make. */
const RECORDS = 40
/** A console that was stopped counts as running for 20 s on PostgreSQL. */
const GONE_WITHIN_MS = 60_000
const CLICK_GAP_MS = 120

export const auditCommands: Experiment = {
  name: 'audit-commands',
  title: 'Pruning and replacing keys over kill -9',
  note: '`ece-console audit prune` runs beside a console at which somebody makes changes, and is killed at every place on its way; it is given again, while `audit verify` looks on. `audit replace-key` is killed likewise (on SQLite beside a console that runs on with the old key, on PostgreSQL it must refuse while one runs) and given again with the same two keys. After each death and each end the log must be whole; in the end every record is in the database or in one of the files, and everything that was answered is on record.',
  rounds: inOrder.length,
  run: async ({ seed, rounds, database, onProgress }) => {
    const chosen = inOrder.slice(0, rounds)
    const findings: Finding[] = []
    const counts: string[] = []
    for (const isOnPostgres of [false, true]) {
      const here = chosen.filter((visit) => visit.isOnPostgres === isOnPostgres)
      if (here.length === 0) continue
      if (isOnPostgres && database === undefined) {
        counts.push('PostgreSQL: not tried, there is none')
        continue
      }
      const found = await runOn({
        chosen: here,
        seed,
        database: isOnPostgres ? database : undefined,
        onProgress,
      })
      findings.push(...found.findings)
      counts.push(...found.counts)
    }
    const ofRule = (rule: string) => findings.filter((one) => one.rule === rule).length
    const [broken, unended] = [ofRule('the log is whole'), ofRule('the next run ends it')]
    return {
      figures: [
        { what: 'logs that were not whole after a kill', measured: broken, goal: 0 },
        { what: 'commands that the next run did not end', measured: unended, goal: 0 },
        { what: 'pruned records that are nowhere', measured: ofRule('no record is lost'), goal: 0 },
        { what: 'broken promises in all', measured: findings.length, goal: 0 },
      ],
      counts: countBy(counts, (one) => one),
      findings,
    }
  },
}

interface Bench {
  readonly world: World
  readonly database: string | undefined
  readonly out: string
  readonly run: (args: readonly string[], failpoints?: string) => Promise<Ran>
  readonly find: (rule: string, place: string, why: string) => void
}

interface Chosen {
  readonly seed: number
  readonly database: string | undefined
  readonly onProgress: RunOptions['onProgress']
  readonly chosen: readonly Visit[]
}

async function runOn({ chosen, seed, database, onProgress }: Chosen) {
  const folder = mkdtempSync(join(tmpdir(), 'ece-commands-'))
  const dataDir = join(folder, 'data')
  const out = join(folder, 'pruned')
  const variables = {
    ECE_URL: 'http://127.0.0.1:9',
    DATA_DIR: dataDir,
    ...(database === undefined ? {} : { DATABASE_URL: database }),
  }
  const findings: Finding[] = []
  const counts: string[] = []
  const prunes = chosen.filter(({ command }) => command === 'prune')
  const days = await makeMonths(prunes.length + 1, variables)
  const world = await openWorld({ seed, fleet: 800, database, dataDir })
  const bench: Bench = {
    world,
    database,
    out,
    run: (args, failpoints = '') =>
      runConsoleCommand(['audit', ...args], { ...variables, FAILPOINTS: failpoints }),
    find: (rule, place, why) => void findings.push({ rule, key: place, why: why.slice(0, 500) }),
  }
  try {
    const over = new AbortController()
    const operator = await world.signIn()
    const working = (async () => {
      while (!over.signal.aborted) {
        await operator.click(world.nextClick())
        await wait(CLICK_GAP_MS)
      }
    })()
    for (const [nth, { place }] of prunes.entries()) {
      await killPrune(bench, place, days[nth + 1] ?? '')
      onProgress?.(`prune, ${place}`)
      checkNoneLost(bench, place, await readFirst(bench), (nth + 1) * RECORDS)
    }
    over.abort()
    await working
    for (const { command, place } of chosen) {
      if (command !== 'replace-key') continue
      await killReplace(bench, place)
      onProgress?.(`replace-key, ${place}`)
    }
    const by = await world.signIn()
    await waitUntilSettled(world, by)
    findings.push(...(await world.judge(by)), ...otherFindings(world))
    const store = database === undefined ? 'SQLite' : 'PostgreSQL'
    counts.push(...chosen.map(({ command }) => `${store}: ${command} killed`))
    counts.push(...world.history.map(({ state, code }) => `told ${state ?? code ?? 'nothing'}`))
    return { findings, counts }
  } finally {
    await world.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Answers the first days of the months, oldest first. */
async function makeMonths(count: number, variables: Readonly<Record<string, string>>) {
  const built = await bundle('apps/bff', 'src/testing/months-probe.ts', 'production')
  const args = [join(built, 'months-probe.js'), String(count), String(RECORDS)]
  const { code, said } = await runNode(args, variables)
  if (code !== 0) throw new Error(`no old months were made: ${said}`)
  // the probe prints a list of days
  return JSON.parse(said) as readonly string[]
}

async function checkWhole({ run, find }: Bench, place: string): Promise<void> {
  const { code, said } = await run(['verify'])
  if (code !== 0) find('the log is whole', place, said)
}

async function checkKilled(bench: Bench, place: string, args: readonly string[]): Promise<void> {
  const { signal, said } = await bench.run(args, `${place}:1:kill9`)
  if (signal !== 'SIGKILL') bench.find('the place is reached', place, said)
  await checkWhole(bench, place)
}

async function killPrune(bench: Bench, place: string, before: string): Promise<void> {
  const args = ['prune', '--before', before, '--out', bench.out]
  await checkKilled(bench, place, args)
  // what is dropped under its eyes is no reason for an alarm
  const [ended] = await Promise.all([bench.run(args), checkWhole(bench, place)])
  if (ended.code !== 0) bench.find('the next run ends it', place, ended.said)
  await checkWhole(bench, place)
}

async function readFirst({ world, database }: Bench): Promise<number> {
  const { dataDir } = world
  const rows = await readStore({ dataDir, database }, 'select min(seq) as first from audit')
  return Number(rows[0]?.['first'])
}

/** The first `pruned` records are in files that hold them whole, and all others are in the database. */
function checkNoneLost({ out, find }: Bench, place: string, first: number, pruned: number): void {
  if (first !== pruned + 1) find('the next run ends it', place, `the log begins at ${first}`)
  const names = readdirSync(out)
  if (names.some((name) => !name.endsWith('.jsonl'))) {
    find('nothing is left lying about', place, names.join(' '))
  }
  const there = new Set(
    names.flatMap((name) =>
      [...readFileSync(join(out, name), 'utf8').matchAll(/^\{"record":\{.*?"seq":(\d+),/gm)].map(
        ([, seq]) => Number(seq),
      ),
    ),
  )
  for (let seq = 1; seq < first; seq++) {
    if (!there.has(seq)) find('no record is lost', place, `record ${seq} is in no file`)
  }
}

async function killReplace(bench: Bench, place: string): Promise<void> {
  const { world, database, run, find } = bench
  const [replica] = world.replicas
  const next = join(world.dataDir, 'key.next')
  writeFileSync(next, randomBytes(32).toString('base64'), { mode: 0o600 })
  const args = ['replace-key', '--new-key', next]
  const operator = await world.signIn()
  const pressed = [world.nextClick(), world.nextClick()].map((click) => operator.click(click))
  if (database !== undefined) {
    await Promise.all(pressed)
    const { code, said } = await run(args)
    if (code === 0 || !said.includes('consoles run')) find('refused while one runs', place, said)
    await replica.program.stop()
    await waitUntilGone(bench)
  }
  await checkReplaceKilled(bench, place, args)
  const ended = await run(args)
  if (ended.code !== 0) find('the next run ends it', place, ended.said)
  await Promise.all(pressed)
  // of somebody whose session has ended, at a console that has the wrong key: nothing may be carried out
  if (database === undefined) await operator.click(world.nextClick())
  renameSync(next, join(world.dataDir, 'key'))
  await checkWhole(bench, place)
  await replica.program.stop()
  await replica.restart()
  await (await world.signIn()).click(world.nextClick())
  await checkWhole(bench, place)
}

/** The log is whole for the key that it has by then. */
async function checkReplaceKilled(bench: Bench, place: string, args: readonly string[]) {
  const { signal, said } = await bench.run(args, `${place}:1:kill9`)
  if (signal !== 'SIGKILL') bench.find('the place is reached', place, said)
  const isDone = place === 'audit.key_committed' || place === 'audit.key_checkpoint'
  if (!isDone) await checkWhole(bench, place)
}

async function waitUntilGone({ world, database }: Bench): Promise<void> {
  const { dataDir } = world
  const deadline = Date.now() + GONE_WITHIN_MS
  const alive = () =>
    readStore(
      { dataDir, database },
      `select name from turns where name like 'boot/%' and until > ${Date.now()}`,
    )
  while ((await alive()).length > 0 && Date.now() < deadline) await wait(500)
}
