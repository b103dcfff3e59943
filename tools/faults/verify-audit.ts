import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { consoleBuild } from './programs.ts'

/** `ece-console audit verify` on the data of `dataDir`: its exit code, and all it said. */
export async function verifyAudit(
  dataDir: string,
  database?: string,
  build?: string,
): Promise<{ code: number; said: string }> {
  const folder = build ?? process.env['FAULTS_BUILD'] ?? (await consoleBuild())
  const child = spawn(process.execPath, [join(folder, 'cli.js'), 'audit', 'verify'], {
    env: {
      PATH: process.env['PATH'],
      ECE_URL: 'http://127.0.0.1:9',
      DATA_DIR: dataDir,
      ...(database === undefined ? {} : { DATABASE_URL: database }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  }
  const [code] = await once(child, 'close')
  return { code: Number(code), said }
}
