// `ece-console …` as somebody at a terminal runs it, in a process of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { consoleBuild } from './programs.ts'

export interface Ran {
  /** Exit status; absent when a signal ended it. */
  readonly code: number | undefined
  readonly signal: string | undefined
  /** Both outputs. */
  readonly said: string
}

/** `variables` beside PATH; the bundle has failpoints, which `FAILPOINTS` orders. */
export async function runConsoleCommand(
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
  build?: string,
): Promise<Ran> {
  const folder = build ?? process.env['FAULTS_BUILD'] ?? (await consoleBuild())
  return runNode([join(folder, 'cli.js'), ...args], variables)
}

export async function runNode(
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<Ran> {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  }
  // what `close` is called with
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  return { code: code ?? undefined, signal: signal ?? undefined, said }
}
