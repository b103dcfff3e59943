// One run's surroundings: a simulator that keeps the truth, a fault proxy before it, one console or several on one store,
// a wire tap before each, operators with browsers.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Audited, type Finding, judge, type Recorded, type Told, type Truth } from './judge.ts'
import { type Click, listOf, Operator, pick } from './operator.ts'
import { consoleBuild, type Program, simulatorBuild, startProgram } from './programs.ts'
import { type FaultProxy, startProxy } from './proxy.ts'
import { createRandom, type Random } from './random.ts'
import { createScanner, type Leak, type Scanner, startTap } from './tap.ts'

export interface WorldOptions {
  readonly seed: number
  /** How many deployments ECE has; small stays small. */
  readonly fleet: number
  /** Consoles on one store; more than one needs `database`. */
  readonly replicas?: number
  /** `postgres://…`; default: SQLite in a folder of its own. */
  readonly database?: string | undefined
  /** Default: a folder of its own, gone afterwards. */
  readonly dataDir?: string
  /** `FAILPOINTS` of the consoles. */
  readonly failpoints?: string
  /** Folder of another bundle than the one of this source. */
  readonly build?: string
  readonly simulator?: Readonly<Record<string, string>>
  readonly console?: Readonly<Record<string, string>>
}

/** One deployment to change; each key of a run takes one of its own, so that its effects can be told apart. */
export interface Target {
  readonly id: string
  readonly refId: string
  readonly name: string
}

/** What the simulator is to do with a call; its `FaultOrder`. */
export type Script = Readonly<Record<string, unknown>> & { readonly operation_id: string }

export interface Replica {
  /** Of the wire tap before it; stays the same over restarts. */
  readonly url: string
  program: Program
  /** Starts it again on the same data, which it must have left. */
  restart(failpoints?: string): Promise<void>
}

export interface World {
  readonly random: Random
  readonly history: Told[]
  /** Token → how often it was renewed. */
  readonly refreshes: ReadonlyMap<string, number>
  readonly password: string
  readonly dataDir: string
  readonly proxy: FaultProxy
  readonly replicas: readonly [Replica, ...Replica[]]
  readonly targets: readonly Target[]
  /** The next deployment that no key has used yet. */
  nextTarget(): Target
  /** A restart of Elasticsearch of a deployment of its own, with a new key. */
  nextClick(): Click
  signIn(replica?: Replica, user?: string): Promise<Operator>
  /** Orders a script of the simulator. */
  script(script: Script): Promise<void>
  /** Moves ECE's clock. */
  advance(ms: number): Promise<void>
  truth(): Promise<Truth[]>
  recorded(by: Operator): Promise<Recorded[]>
  /** Absent when this console has no audit log. */
  audit(by: Operator): Promise<Audited[] | undefined>
  judge(by: Operator): Promise<Finding[]>
  /** Secrets that left on the wire, or lie in files; and how many bytes were looked at. */
  leaks(): { leaks: readonly Leak[]; bytes: number }
  end(): Promise<void>
}

/** Operations by which operators sign in and look around: no changes. */
const NO_CHANGE = /\/(_search|_login|_refresh|_logout|users\/auth\b.*)(\?|$)/
const PAGE = 500

export async function openWorld(options: WorldOptions): Promise<World> {
  const random = createRandom(options.seed)
  const password = `canary-${randomBytes(9).toString('hex')}`
  const secrets = new Set([password])
  const scanner = createScanner(secrets)
  const refreshes = new Map<string, number>()
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'ece-faults-'))
  const flags = { fleet: String(options.fleet), speed: '100000', ...options.simulator }
  const simulator = await startProgram(
    join(await simulatorBuild(), 'main.js'),
    Object.entries({ port: '0', 'control-port': '0', ...flags }).flatMap(([name, value]) => [
      `--${name}`,
      value,
    ]),
    { SIMULATOR_PASSWORD: password },
  )
  const { url: eceUrl, controlUrl = '' } = simulator.ready
  const proxy = await startProxy({
    target: eceUrl,
    random,
    // what ECE hands out is what a browser must never see
    onBytes: (bytes) => {
      const text = bytes.toString('latin1')
      const renewal = /^POST \S*\/_refresh [^]*?^authorization: Bearer (\S+)/im.exec(text)?.[1]
      if (renewal !== undefined) refreshes.set(renewal, (refreshes.get(renewal) ?? 0) + 1)
      for (const [, token = ''] of text.matchAll(/(?:Bearer |"token":")([\w.~+/-]{16,})/g)) {
        if (secrets.size < MOST_SECRETS) secrets.add(token)
      }
    },
  })
  const environment = {
    PORT: '0',
    LOG_LEVEL: 'info',
    // each of hundreds of starts would write as much; `audit-full` has one
    AUDIT_RESERVE_MB: '0',
    ECE_URL: proxy.url,
    DATA_DIR: dataDir,
    ...(options.database === undefined ? {} : { DATABASE_URL: options.database }),
    ...options.console,
  }
  const file = join(
    options.build ?? process.env['FAULTS_BUILD'] ?? (await consoleBuild()),
    'cli.js',
  )
  const logs: string[] = []
  const replicas: TappedReplica[] = []
  for (let at = 0; at < (options.replicas ?? 1); at++) {
    replicas.push(await startReplica(file, environment, scanner, logs, options.failpoints ?? ''))
  }
  const [first, ...others] = replicas
  if (first === undefined) throw new Error('a world needs a console')

  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${controlUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    })
    if (!response.ok) throw new Error(`the simulator answered ${await response.text()}`)
    return response.json()
  }
  const targets = await readTargets(eceUrl, password)
  let used = 0
  const history: Told[] = []
  const nextTarget = () => {
    const target = targets[used++]
    if (target === undefined) throw new Error('the fleet is too small for so many changes')
    return target
  }

  const truth = async (): Promise<Truth[]> => {
    // the simulator's own log of its own requests
    const all = listOf(await control('GET', '/truth'), 'requests') as Truth[]
    return all.filter(({ path }) => !NO_CHANGE.test(path))
  }
  const recorded = async (by: Operator): Promise<Recorded[]> => {
    const found: Recorded[] = []
    for (;;) {
      const last = found.at(-1)
      const before = last === undefined ? '' : `&before=${last.id}`
      const { json } = await askUntilAnswered(by, `/bff/changes?limit=${PAGE}${before}`)
      // the console's own list, in the shape that the judge looks at
      const page = listOf(json, 'changes') as Recorded[]
      found.push(...page)
      if (page.length < PAGE) return found
    }
  }
  const audit = async (by: Operator): Promise<Audited[] | undefined> => {
    const { status, text } = await askUntilAnswered(by, '/bff/audit/export?format=jsonl')
    if (status !== 200) return undefined
    return readAudit(text)
  }

  return {
    random,
    history,
    refreshes,
    password,
    dataDir,
    proxy,
    replicas: [first, ...others],
    targets,
    nextTarget,
    nextClick: () => {
      const { id, refId } = nextTarget()
      const path = `/deployments/${id}/elasticsearch/${refId}/_restart`
      return { key: random.uuid(), method: 'POST', path }
    },
    signIn: async (replica = first, user = 'admin') => {
      const operator = new Operator(replica.url, history)
      await operator.signIn(password, user)
      return operator
    },
    script: async (script) => {
      await control('POST', '/faults', script)
    },
    advance: async (ms) => {
      await control('POST', '/clock', { advance_ms: ms })
    },
    truth,
    recorded,
    audit,
    judge: async (by) => {
      // in this order: each says no less than what was read before it
      const changes = await recorded(by)
      const lines = await audit(by)
      return judge({
        told: history,
        recorded: changes,
        truth: await truth(),
        ...(lines === undefined ? {} : { audit: lines }),
      })
    },
    leaks: () => {
      for (const name of readdirSync(dataDir)) {
        if (name === 'key') continue
        scanner.open(`file ${name}`)(readFileSync(join(dataDir, name)))
      }
      for (const { program } of replicas) logs.push(program.said())
      scanner.open('log')(Buffer.from(logs.join('\n')))
      return { leaks: scanner.leaks, bytes: replicas.reduce((sum, one) => sum + one.bytes(), 0) }
    },
    end: async () => {
      for (const replica of replicas) await replica.stop()
      await proxy.stop()
      await simulator.stop()
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Looking for thousands of secrets in seven spellings takes longer than the run. */
const MOST_SECRETS = 12

interface TappedReplica extends Replica {
  stop: () => Promise<void>
  bytes: () => number
}

async function startReplica(
  file: string,
  environment: Readonly<Record<string, string>>,
  scanner: Scanner,
  logs: string[],
  failpoints: string,
): Promise<TappedReplica> {
  const start = (points: string) => startProgram(file, [], { ...environment, FAILPOINTS: points })
  let program = await start(failpoints)
  const tap = await startTap({ target: () => replica.program.ready.url, scanner })
  const replica: TappedReplica = {
    url: tap.url,
    program,
    restart: async (points = '') => {
      await replica.program.gone
      logs.push(replica.program.said())
      program = await start(points)
      replica.program = program
    },
    bytes: tap.scanned,
    stop: async () => {
      await replica.program.stop()
      await tap.stop()
    },
  }
  return replica
}

async function readTargets(eceUrl: string, password: string): Promise<Target[]> {
  const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`
  const response = await fetch(`${eceUrl}/api/v1/deployments`, { headers: { authorization } })
  return listOf(await response.json(), 'deployments').flatMap((deployment) => {
    const search = listOf(deployment, 'resources').find(
      (resource) => pick(resource, 'kind') === 'elasticsearch',
    )
    const [id, refId] = [pick(deployment, 'id'), pick(search, 'ref_id')]
    const name = String(pick(deployment, 'name'))
    return typeof id === 'string' && typeof refId === 'string' ? [{ id, refId, name }] : []
  })
}

/** Too many at once, or busy for a moment: then again. */
async function askUntilAnswered(by: Operator, path: string) {
  for (let left = 40; ; left--) {
    const answer = await by.get(path)
    if ((answer.status !== 429 && answer.status !== 503) || left === 0) return answer
    await wait(250)
  }
}

/** The lines of an export that are records; its last line is the manifest. */
const readAudit = (text: string): Audited[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    // the export's own lines: a record in each, and a manifest in the last one
    .map((line) => JSON.parse(line) as { record?: Omit<Audited, 'at'> & { at: number } })
    .flatMap(({ record }) =>
      record === undefined ? [] : [{ ...record, at: new Date(record.at).toISOString() }],
    )

/** Works `jobs` off, so many at once. */
export async function inParallel<T>(
  jobs: readonly T[],
  atOnce: number,
  work: (job: T, worker: number) => Promise<void>,
): Promise<void> {
  const waiting = [...jobs]
  const workers = Array.from({ length: atOnce }, async (_, worker) => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift())
      await work(job, worker)
  })
  await Promise.all(workers)
}
