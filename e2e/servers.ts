// The real programs, as built, one set per Playwright worker: own ports, own data folder, own world.
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startBalancer } from './balancer.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SIMULATOR = join(ROOT, 'packages/ece-simulator/dist/main.js')
const CONSOLE = join(ROOT, 'apps/bff/bin/ece-console.mjs')

/** Ceilings, not waits: a fleet of 10,000 is made in seconds, even beside another worker. */
const START_MS = 60_000
const STOP_MS = 10_000

/** Flags of the simulator in camel case; what is absent keeps the simulator's default. */
export interface SimulatorFlags {
  readonly fleet?: 'small' | number
  /** Plan steps only; tokens and timestamps stay on the wall clock. */
  readonly speed?: number
  readonly sentinels?: boolean
  /** Seconds. */
  readonly tokenLife?: number
  readonly generation?: '2.13' | '3.8'
  /** Milliseconds per answer. */
  readonly latency?: number
  /** Per cent of answers that fail. */
  readonly chaos?: number
  readonly password?: string
  /** Of the API; default: any free one. */
  readonly port?: number
  /** Serves HTTPS as well, with an authority of its own that nobody trusts. */
  readonly tls?: boolean
}

export interface Simulator {
  /** Base URL without `/api/v1`. */
  readonly url: string
  /** The same over HTTPS; empty without `tls`. */
  readonly tlsUrl: string
  /** PEM file of the authority behind `tlsUrl`. */
  readonly caFile: string
  /** Of every user: admin, readonly, manager, viewer. */
  readonly password: string
  /** Base URL of the control port: clock, faults, requests, tokens, world. */
  readonly control: string
  readonly stop: () => Promise<void>
}

export interface Installation {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly environment?: string
  readonly colour?: string
  readonly ca_file?: string
  readonly policy?: Readonly<Record<string, boolean>>
}

export interface ConsoleOptions {
  /** Exactly one of the two. */
  readonly eceUrl?: string
  readonly installations?: readonly Installation[]
  readonly env?: NodeJS.ProcessEnv
  /** More than one: on one PostgreSQL, behind a balancer, which has `PORT`. */
  readonly replicas?: number
  /** Of `replicas`, instead of TEST_DATABASE_URL. The same `DATA_DIR` means the same data there as well. */
  readonly databaseUrl?: string
}

export interface ConsoleServer {
  readonly url: string
  /** The consoles behind `url`; only itself unless `replicas` were asked for. */
  readonly replicas: readonly Replica[]
  /** All it has written so far, both streams. */
  readonly log: () => string
  readonly stop: () => Promise<void>
  /** As a crash ends it; its data folder stays until `stop`. */
  readonly kill: () => Promise<void>
}

type Replica = Pick<ConsoleServer, 'url' | 'log' | 'kill'>

/** Strict: an answer that breaks the vendor's shapes is a 500 and fails the test that caused it. */
export async function startSimulator(flags: SimulatorFlags = {}): Promise<Simulator> {
  const { password, port = 0, sentinels, tls, tokenLife, ...rest } = flags
  const folder = await mkdtemp(join(tmpdir(), 'ece-simulator-e2e-'))
  const caFile = join(folder, 'ca.pem')
  const caOut = tls ? { 'ca-out': caFile } : {}
  const values = { ...rest, ...caOut, 'token-life': tokenLife, 'control-port': 0 }
  const switches = [...(sentinels ? ['--sentinels'] : []), ...(tls ? ['--tls'] : [])]
  const args = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  )
  const program = await start([SIMULATOR, ...args, ...switches, '--strict'], {
    SIMULATOR_PORT: String(port),
    SIMULATOR_TLS_PORT: '0',
    ...(password === undefined ? {} : { SIMULATOR_PASSWORD: password }),
  })
  return {
    url: program.ready.url,
    tlsUrl: program.ready.tlsUrl ?? '',
    caFile,
    password: program.ready.password ?? '',
    control: program.ready.controlUrl ?? '',
    stop: async () => {
      await program.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A console with a data folder of its own, which goes with it. */
export async function startConsole(options: ConsoleOptions): Promise<ConsoleServer> {
  const folder = await mkdtemp(join(tmpdir(), 'ece-console-e2e-'))
  const removeFolder = () => rm(folder, { recursive: true, force: true })
  const file = join(folder, 'installations.json')
  if (options.installations !== undefined) {
    await writeFile(file, JSON.stringify(options.installations))
  }
  const env = {
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    // dozens of consoles begin, and each would write as much
    AUDIT_RESERVE_MB: '0',
    ...(options.eceUrl === undefined ? {} : { ECE_URL: options.eceUrl }),
    ...(options.installations === undefined ? {} : { ECE_INSTALLATIONS_FILE: file }),
    ...options.env,
  }
  try {
    const server =
      options.replicas === undefined || options.replicas < 2
        ? await startAlone(env)
        : await startReplicas(env, options.replicas, options.databaseUrl)
    const end = async () => {
      await server.stop()
      await removeFolder()
    }
    return { ...server, stop: end }
  } catch (error) {
    await removeFolder()
    throw error
  }
}

async function startAlone(env: NodeJS.ProcessEnv): Promise<ConsoleServer> {
  const program = await start([CONSOLE, 'serve'], env)
  const { url } = program.ready
  return { ...program, url, replicas: [{ ...program, url }] }
}

/** What each has to itself is a folder, and what all share is the key and the database. */
async function startReplicas(
  env: NodeJS.ProcessEnv & { readonly DATA_DIR: string; readonly PORT: string },
  count: number,
  server = process.env['TEST_DATABASE_URL'],
): Promise<ConsoleServer> {
  if (server === undefined) throw new Error('several consoles need TEST_DATABASE_URL')
  const SECRET_KEY_FILE = join(env.DATA_DIR, 'shared-key')
  await mkdir(env.DATA_DIR, { recursive: true })
  if (!existsSync(SECRET_KEY_FILE)) {
    await writeFile(SECRET_KEY_FILE, randomBytes(32).toString('base64'), { mode: 0o600 })
  }
  const database = new URL(server)
  const hash = createHash('sha256').update(env.DATA_DIR).digest('hex').slice(0, 16)
  database.searchParams.set('schema', `e2e_${hash}`)
  const replicas: ConsoleServer[] = []
  const stopAll = () => Promise.all(replicas.map((replica) => replica.stop()))
  try {
    for (let n = 1; n <= count; n += 1) {
      const DATA_DIR = join(env.DATA_DIR, `replica-${n}`)
      const own = { DATA_DIR, SECRET_KEY_FILE, DATABASE_URL: database.href, PORT: '0' }
      replicas.push(await startAlone({ ...env, ...own }))
    }
    const balancer = await startBalancer(
      replicas.map(({ url }) => url),
      Number(env.PORT),
    )
    return {
      url: balancer.url,
      replicas,
      log: () => replicas.map(({ log }) => log()).join('\n'),
      stop: async () => {
        await balancer.stop()
        await stopAll()
      },
      kill: async () => {
        await Promise.all(replicas.map((replica) => replica.kill()))
        await balancer.stop()
      },
    }
  } catch (error) {
    await stopAll()
    throw error
  }
}

/** What both programs send when they listen. */
interface Ready {
  readonly type: 'ready'
  readonly url: string
  readonly tlsUrl?: string
  readonly password?: string
  readonly controlUrl?: string
}

interface Program {
  readonly ready: Ready
  readonly log: () => string
  readonly stop: () => Promise<void>
  readonly kill: () => Promise<void>
}

async function start(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Program> {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...inheritedEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let text = ''
  const collect = (chunk: Buffer) => {
    text += chunk.toString()
  }
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  try {
    const ready = await waitForReady(child)
    return { ready, log: () => text, stop: () => stop(child), kill: () => kill(child) }
  } catch (error) {
    await stop(child)
    throw new Error(`${args.join(' ')} did not start:\n${text}`, { cause: error })
  }
}

/** The developer's own ECE_URL, PORT or SIMULATOR_FLEET must not reach the tests. */
const inheritedEnv = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  TZ: process.env['TZ'],
  TMPDIR: process.env['TMPDIR'],
})

async function waitForReady(child: ChildProcess): Promise<Ready> {
  const signal = AbortSignal.timeout(START_MS)
  const exited = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`it ended with exit code ${String(code)}`)
  })
  const ready = once(child, 'message', { signal }).then(([message]): Ready => {
    if (isReady(message)) return message
    throw new Error(`its first message is ${JSON.stringify(message)}`)
  })
  try {
    return await Promise.race([ready, exited])
  } finally {
    // Whichever comes later is nobody's business: an end after `ready` shows in the test itself.
    ready.catch(() => undefined)
    exited.catch(() => undefined)
  }
}

const isReady = (message: unknown): message is Ready =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready'

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const late = AbortSignal.timeout(STOP_MS)
  const killed = once(late, 'abort').then(() => {
    child.kill('SIGKILL')
    throw new Error(`it did not end within ${STOP_MS / 1000} s of SIGTERM and was killed`)
  })
  killed.catch(() => undefined)
  await Promise.race([exited, killed])
}
