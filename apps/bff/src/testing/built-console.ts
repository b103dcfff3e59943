// The console as it is shipped: bundled, in a process of its own, which tests may kill.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import type { Environment } from '../config.ts'

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))

/** Bundles the server for tests of process `name`; answers the folder, to be removed afterwards. */
export async function buildConsole(name: string): Promise<string> {
  // below node_modules, so that the bundle finds its libraries
  const folder = join(PACKAGE, `../../node_modules/.cache/ece-console-${name}-${process.pid}`)
  await build({
    root: PACKAGE,
    logLevel: 'error',
    build: { ssr: 'src/cli.ts', outDir: folder, emptyOutDir: true },
  })
  return folder
}

export interface BuiltConsole {
  readonly url: string
  /** SIGKILL: no goodbye. Resolves when the process is gone. */
  readonly kill: () => Promise<void>
  /** SIGTERM: what is under way is finished. Resolves when the process is gone. */
  readonly end: () => Promise<void>
}

/** Rejects with what the process printed when it does not start. */
export async function startBuilt(folder: string, environment: Environment): Promise<BuiltConsole> {
  const child = fork(join(folder, 'cli.js'), [], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      LOG_LEVEL: 'error',
      AUDIT_RESERVE_MB: '0',
      ...environment,
    },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let printed = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
  })
  const exited = once(child, 'exit')
  const first = await Promise.race([once(child, 'message'), exited.then(() => undefined)])
  const url = urlOf(first?.[0])
  if (url === undefined) throw new Error(`the console did not start: ${printed}`)
  return {
    url,
    kill: () => signal(child, 'SIGKILL', exited),
    end: () => signal(child, 'SIGTERM', exited),
  }
}

async function signal(
  child: ChildProcess,
  name: NodeJS.Signals,
  exited: Promise<unknown>,
): Promise<void> {
  child.kill(name)
  await exited
}

const urlOf = (message: unknown): string | undefined =>
  typeof message === 'object' &&
  message !== null &&
  'url' in message &&
  typeof message.url === 'string'
    ? message.url
    : undefined
