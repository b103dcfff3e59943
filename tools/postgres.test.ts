import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, it, vi } from 'vitest'
import { findPostgres, startPostgres } from './postgres.mjs'

const programs = findPostgres()

/** Rejects while the server is away. */
async function ask(url: string, statement: string): Promise<string> {
  const psql = join(programs ?? '', 'psql')
  const { stdout } = await promisify(execFile)(psql, [url, '-AtqXc', statement])
  return stdout.trim()
}

afterEach(() => {
  vi.unstubAllEnvs()
})

it.runIf(programs !== undefined)(
  'a PostgreSQL for tests keeps its data over a restart, and leaves nothing behind',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ece-console-tools-'))
    // the server runs as its own user
    chmodSync(folder, 0o755)
    vi.stubEnv('TMPDIR', folder)
    const postgres = await startPostgres(['statement_timeout=1234'])
    try {
      expect(readdirSync(folder)).toHaveLength(1)
      expect(await ask(postgres.url, 'show statement_timeout')).toBe('1234ms')
      await ask(postgres.url, 'create table kept as select 7 as value')
      await postgres.pause()
      await expect(ask(postgres.url, 'select value from kept')).rejects.toThrow('refused')
      await postgres.resume()
      expect(await ask(postgres.url, 'select value from kept')).toBe('7')
    } finally {
      await postgres.stop()
    }
    expect(readdirSync(folder)).toEqual([])
    rmSync(folder, { recursive: true })
  },
)

it.runIf(programs !== undefined)(
  'a PostgreSQL for tests ends, and its folder goes, when whoever started it is killed',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ece-console-tools-'))
    chmodSync(folder, 0o755)
    const module = new URL('./postgres.mjs', import.meta.url).href
    const script = `import { startPostgres } from ${JSON.stringify(module)}
      console.log((await startPostgres()).url)`
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(owner.stdout, 'data')
    const url = String(line).trim()
    expect(await ask(url, 'select 7')).toBe('7')
    owner.kill('SIGKILL')
    await expect.poll(() => readdirSync(folder), { timeout: 15_000 }).toEqual([])
    await expect(ask(url, 'select 7')).rejects.toThrow('refused')
    rmSync(folder, { recursive: true })
  },
)
