// The real programs in processes of their own, built for faults: with failpoints, or from a changed copy of the source.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { ROOT } from '../processes.mjs'

/** For a machine that has much else to do. */
const START_MS = 180_000

/** Bundles the server with its failpoints into a folder below node_modules, where it finds its libraries. */
export const buildConsole = (mode: 'faults' | 'production' = 'faults') =>
  bundle('apps/bff', 'src/cli.ts', mode)
const buildSimulator = () => bundle('packages/ece-simulator', 'src/main.ts', 'production')

export async function bundle(workspace: string, entry: string, mode: string): Promise<string> {
  const name = `ece-faults-${process.pid}/${entry.replaceAll('/', '-')}-${workspace.replaceAll('/', '-')}-${mode}`
  const outDir = join(ROOT, 'node_modules/.cache', name)
  await build({
    root: join(ROOT, workspace),
    mode,
    logLevel: 'error',
    build: { ssr: entry, outDir, emptyOutDir: true },
  })
  return outDir
}

export const removeBuilds = () =>
  rmSync(join(ROOT, `node_modules/.cache/ece-faults-${process.pid}`), {
    recursive: true,
    force: true,
  })

/** The server's source as it is now, in a folder of its own, where its libraries are found. */
export function copySource(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ece-source-'))
  copyServer(ROOT, folder)
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

function copyServer(from: string, to: string): void {
  mkdirSync(join(to, 'apps/bff'), { recursive: true })
  for (const name of ['src', 'package.json', 'tsconfig.json', 'vite.config.ts']) {
    cpSync(join(from, 'apps/bff', name), join(to, 'apps/bff', name), { recursive: true })
  }
  cpSync(join(from, 'tsconfig.base.json'), join(to, 'tsconfig.base.json'))
}

/** Changes a copy of `source` and builds it where it lies. Answers the folder of the bundle, `apps/bff/dist` in the copy. */
export async function buildMutant(
  source: string,
  change: (folder: string) => void,
): Promise<string> {
  const copy = mkdtempSync(join(tmpdir(), 'ece-mutant-'))
  copyServer(source, copy)
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  change(join(copy, 'apps/bff/src'))
  const outDir = join(copy, 'apps/bff/dist')
  await build({
    root: join(copy, 'apps/bff'),
    mode: 'faults',
    logLevel: 'error',
    build: { ssr: 'src/cli.ts', outDir, emptyOutDir: true },
  })
  return outDir
}

interface Ready {
  readonly url: string
  readonly controlUrl?: string
}

export interface Program {
  readonly ready: Ready
  readonly pid: number
  /** All that it has written so far. */
  readonly said: () => string
  readonly isRunning: () => boolean
  /** SIGTERM, and the end. */
  stop(): Promise<void>
  /** SIGKILL, and the end. */
  kill(): Promise<void>
  /** Resolves when it is gone, for whatever reason. */
  readonly gone: Promise<unknown>
}

const children = new Set<ChildProcess>()
// also what is stopped, and when an experiment ends with an error
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

/** Rejects with what the program wrote when it does not start. */
export async function startProgram(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Program> {
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  }
  children.add(child)
  const gone = once(child, 'exit').finally(() => children.delete(child))
  const late = AbortSignal.timeout(START_MS)
  const first = await Promise.race([
    once(child, 'message', { signal: late }).catch(() => [undefined]),
    gone.then(() => [undefined]),
  ])
  const ready: unknown = first[0]
  if (!isReady(ready)) {
    child.kill('SIGKILL')
    throw new Error(`${file} did not start: ${said}`)
  }
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    if (isRunning(child)) child.kill(signal)
    await gone
  }
  return {
    ready,
    pid: child.pid ?? 0,
    said: () => said,
    isRunning: () => isRunning(child),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    gone,
  }
}

const isRunning = ({ exitCode, signalCode }: ChildProcess) =>
  exitCode === null && signalCode === null

const isReady = (message: unknown): message is Ready =>
  typeof message === 'object' &&
  message !== null &&
  'url' in message &&
  typeof message.url === 'string'

let builtSimulator: Promise<string> | undefined
let builtConsole: Promise<string> | undefined

/** Of this process; built once. */
export const simulatorBuild = () => (builtSimulator ??= buildSimulator())
export const consoleBuild = () => (builtConsole ??= buildConsole())
