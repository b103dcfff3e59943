// The second copy of the audit log: its disk gets full, and others rotate it while operators work.
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { fillDisk, mountSmall } from './audit-full.ts'
import { runConsoleCommand } from './command-line.ts'
import { otherFindings, waitUntilSettled } from './crew.ts'
import type { Experiment } from './experiment.ts'
import type { Finding } from './judge.ts'
import { pick, type Operator } from './operator.ts'
import { openWorld, type World } from './world.ts'

const HEALED_WITHIN_MS = 10_000
const CLICKS = 6
const MOST_IN_A_PAGE = 8
const DISK_MB = 1
/** Between two rotations; the console looks at its file at every record and every few seconds. */
const BETWEEN_MS = 250

export const secondFile: Experiment = {
  name: 'second-file',
  title: 'The second file of the audit log',
  note: 'Operators work while `AUDIT_SECOND_FILE` is renamed, packed, copied and cut to nothing, and moved to another disk, in turns; `ece-console audit verify` over all parts must find each record. Then (where root may mount one) the disk under it is full to the last byte: with `all` nothing may be sent until there is room again, with `any` everything goes on, /readyz says so and `verify` names what the file lacks; both heal without a restart.',
  rounds: 60,
  run: async ({ seed, rounds, database }) => {
    const rotated = await rotate(seed, rounds, database)
    const disk = mountSmall(DISK_MB)
    if (disk === undefined) console.log('SKIPPED  a full disk: mounting one needs root.')
    const [strict, loose] =
      disk === undefined
        ? [undefined, undefined]
        : [await runFull('all', seed + 1, disk), await runFull('any', seed + 2, disk)]
    if (disk !== undefined) {
      spawnSync('umount', [disk])
      rmSync(disk, { recursive: true, force: true })
    }
    const findings = [...rotated.findings, ...(strict?.findings ?? []), ...(loose?.findings ?? [])]
    return {
      figures: [
        { what: `records lost over ${rounds} rotations`, measured: rotated.lost, goal: 0 },
        {
          what: 'changes sent while a second file that must be written cannot be',
          measured: strict?.sent ?? 0,
          goal: 0,
        },
        {
          what: 'changes refused for a second file that need not be written',
          measured: loose?.refused ?? 0,
          goal: 0,
        },
        {
          what: 'until it is written again, without a restart',
          measured: Math.max(strict?.healMs ?? 0, loose?.healMs ?? 0),
          goal: HEALED_WITHIN_MS,
          unit: ' ms',
        },
        { what: 'broken promises', measured: findings.length, goal: 0 },
      ],
      counts: {
        ...rotated.counts,
        'a full disk': disk === undefined ? 'not tried: mounting one needs root' : 'tried',
      },
      findings,
    }
  },
}

const verify = (world: World, file: string, database: string | undefined, parts = [file]) =>
  runConsoleCommand(['audit', 'verify', ...parts.flatMap((part) => ['--second-file', part])], {
    ECE_URL: 'http://127.0.0.1:9',
    DATA_DIR: world.dataDir,
    ...(database === undefined ? {} : { DATABASE_URL: database }),
  })

/** What logrotate can be told to do, and what people do by hand. */
const ways: Readonly<Record<string, (file: string, to: string, archive: string) => void>> = {
  rename: (file, to) => renameSync(file, to),
  'rename and pack': (file, to) => {
    renameSync(file, to)
    writeFileSync(`${to}.gz`, gzipSync(readFileSync(to)))
    rmSync(to)
  },
  'copy and cut': (file, to) => {
    copyFileSync(file, to)
    truncateSync(file)
  },
  'move to another disk': (file, _, archive) => {
    copyFileSync(file, archive)
    rmSync(file)
  },
}

async function rotate(seed: number, rounds: number, database: string | undefined) {
  const [folder, archive] = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'ece-second-')))
  if (folder === undefined || archive === undefined) throw new Error('no folder')
  const file = join(folder, 'audit.jsonl')
  const world = await openWorld({
    seed,
    fleet: rounds * 8 + 150,
    database,
    console: { AUDIT_SECOND_FILE: file },
  })
  const findings: Finding[] = []
  const find = (rule: string, why: string) => void findings.push({ rule, key: '', why })
  try {
    const operator = await world.signIn()
    const over = new AbortController()
    let isDown = false
    const working = Promise.all(
      [1, 2].map(async () => {
        while (!over.signal.aborted) {
          if (!isDown) await operator.click(world.nextClick())
          await wait(20)
        }
      }),
    )
    const names = Object.keys(ways)
    for (let round = 0; round < rounds; round++) {
      await wait(BETWEEN_MS)
      await waitUntilThere(file)
      ways[names[round % names.length] ?? '']?.(
        file,
        `${file}-${String(round).padStart(5, '0')}`,
        join(archive, `part-${round}`),
      )
      // a restart in between finds its place again
      if (round === Math.floor(rounds / 2)) {
        isDown = true
        await world.replicas[0].program.kill()
        await world.replicas[0].restart()
        isDown = false
      }
    }
    over.abort()
    await working
    // in order: what was written last is in the file as well
    await world.replicas[0].program.stop()
    const parts = [folder, archive].flatMap((one) =>
      readdirSync(one).map((name) => join(one, name)),
    )
    const { code, said } = await verify(world, file, database, parts)
    const [, checked = '0', first = '0', last = '0', lacks] =
      /second file says the same: (\d+) records, (\d+) to (\d+)(; it lacks)?/.exec(said) ?? []
    if (code !== 0) find('the second file says the same', said.slice(0, 500))
    await world.replicas[0].restart()
    const by = await world.signIn()
    // what was under way when it was killed
    await waitUntilSettled(world, by)
    findings.push(...(await world.judge(by)), ...otherFindings(world))
    const whole = code === 0 && first === '1' && lacks === undefined
    return {
      lost: whole ? 0 : 1,
      findings,
      counts: {
        rotations: rounds,
        parts: parts.length,
        records: Number(last),
        'records written twice': Number(checked) - Number(last),
      },
    }
  } finally {
    await world.end()
    for (const one of [folder, archive]) rmSync(one, { recursive: true, force: true })
  }
}

async function waitUntilThere(file: string): Promise<void> {
  const deadline = Date.now() + HEALED_WITHIN_MS
  const size = () => statSync(file, { throwIfNoEntry: false })?.size ?? 0
  while (size() === 0 && Date.now() < deadline) await wait(20)
}

async function runFull(mode: 'all' | 'any', seed: number, disk: string) {
  const file = join(disk, `${mode}.jsonl`)
  const world = await openWorld({
    seed,
    fleet: 200,
    console: { AUDIT_SECOND_FILE: file, AUDIT_SECOND_FILE_MODE: mode },
  })
  const findings: Finding[] = []
  const find = (rule: string, why: string) => void findings.push({ rule, key: mode, why })
  try {
    const operator = await world.signIn()
    const leaving = await world.signIn()
    for (let at = 0; at < 3; at++) await operator.click(world.nextClick())
    await waitUntil(operator, isWell)
    const mend = await fillDisk({ dataDir: disk })
    // the last page of the file on the full disk has room for some records more
    for (let at = 0; at < MOST_IN_A_PAGE && isWell((await operator.get('/readyz')).json); at++) {
      await operator.click(world.nextClick())
    }
    const before = (await world.truth()).length
    let refused = 0
    for (let at = 0; at < CLICKS; at++) {
      const answer = await operator.click(world.nextClick())
      if (answer?.status === 503) refused += 1
      const read = await operator.get('/api/default/deployments')
      if (read.status !== 200) find('reads go on', `a read was answered ${read.status}`)
    }
    if ((await leaving.signOut()).status !== 204) find('sign-outs go on', 'one did not')
    const sent = (await world.truth()).length - before
    if (mode === 'all' && refused !== CLICKS) find('refused while full', `${refused} of ${CLICKS}`)
    if (mode === 'any' && sent !== CLICKS)
      find('everything goes on', `${sent} of ${CLICKS} were sent`)
    if (!(await waitUntil(operator, (json) => !isWell(json))))
      find('/readyz says so', 'it does not')
    const { said } = await verify(world, file, undefined)
    if (!said.includes('it lacks the newest'))
      find('verify names what is lacking', said.slice(0, 500))
    mend()
    const started = performance.now()
    for (;;) {
      const answer = await operator.click(world.nextClick())
      const isHealed =
        answer !== undefined && answer.status < 500 && (await waitUntil(operator, isWell, 500))
      if (isHealed || performance.now() - started > HEALED_WITHIN_MS * 2) break
    }
    const healMs = Math.round(performance.now() - started)
    await world.replicas[0].program.stop()
    const whole = await verify(world, file, undefined)
    if (whole.code !== 0 || whole.said.includes('lacks')) {
      find('the second file says the same', whole.said.slice(0, 500))
    }
    await world.replicas[0].restart()
    findings.push(...(await world.judge(await world.signIn())))
    return { sent: mode === 'all' ? sent : 0, refused, healMs, findings }
  } finally {
    await world.end()
    rmSync(file, { force: true })
  }
}

const isWell = (json: unknown) => {
  const trouble = pick(json, 'audit')
  return !(Array.isArray(trouble) && trouble.includes('second_file'))
}

/** Of /readyz. */
async function waitUntil(
  by: Operator,
  is: (json: unknown) => boolean,
  patience = HEALED_WITHIN_MS,
) {
  const deadline = Date.now() + patience
  for (;;) {
    if (is((await by.get('/readyz')).json)) return true
    if (Date.now() > deadline) return false
    await wait(100)
  }
}
