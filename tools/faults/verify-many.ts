// `ece-console audit verify` hundreds of times: the same code as the command, without a start of Node for each.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { bundle } from './programs.ts'

export interface Verifier {
  verify(dataDir: string): Promise<{ code: number; said: string }>
  stop(): void
}

export async function startVerifier(): Promise<Verifier> {
  const built = await bundle('apps/bff', 'src/testing/verify-probe.ts', 'production')
  const child = spawn(process.execPath, [join(built, 'verify-probe.js')], {
    env: { PATH: process.env['PATH'] },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const waiting: ((line: string) => void)[] = []
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(line))
  return {
    verify: (dataDir) =>
      new Promise((resolve) => {
        // one line for one line, in the same order, as the probe prints them
        waiting.push((line) => resolve(JSON.parse(line) as { code: number; said: string }))
        child.stdin.write(`${dataDir}\n`)
      }),
    stop: () => child.stdin.end(),
  }
}
