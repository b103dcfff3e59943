// The real programs, as built, one set per Playwright worker: own ports, own data folder, own world.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

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
}

export interface ConsoleServer {
  readonly url: string
  /** All it has written so far, both streams. */
  readonly log: () => string
  readonly stop: () => Promise<void>
  /** As a crash ends it; its data folder stays until `stop`. */
  readonly kill: () => Promise<void>
}

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
  try {
    const program = await start([CONSOLE, 'serve'], {
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      ...(options.eceUrl === undefined ? {} : { ECE_URL: options.eceUrl }),
      ...(options.installations === undefined ? {} : { ECE_INSTALLATIONS_FILE: file }),
      ...options.env,
    })
    const end = async () => {
      await program.stop()
      await removeFolder()
    }
    return { url: program.ready.url, log: program.log, stop: end, kill: program.kill }
  } catch (error) {
    await removeFolder()
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
