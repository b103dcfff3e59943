// One round of load on one variant.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cpuOf } from '../lib/machine.mjs'
import { OTHER_CORE, pin } from '../lib/programs.mjs'

const run = promisify(execFile)
const SCRIPT = fileURLToPath(new URL('load.lua', import.meta.url))

/** @typedef {{ rps: number, cpu_us: number | undefined, mb_per_s: number, p50_ms: number, p99_ms: number, errors: number }} Round */

/**
 * @param {{ url: string, path: string, body: string, cookies: string, connections: number, seconds: number, pid?: number | undefined }} load
 *   `cookies`: file with one cookie header per line; `pid`: whose CPU is counted
 * @returns {Promise<Round>}
 */
export async function runLoad({ url, path, body, cookies, connections, seconds, pid }) {
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '20s', '-s', SCRIPT, url]
  const [command = '', ...rest] = pin(OTHER_CORE, ['wrk', ...args])
  const before = pid === undefined ? 0 : cpuOf(pid)
  const { stdout } = await run(command, rest, {
    env: { PATH: process.env['PATH'], BENCH_PATH: path, BENCH_BODY: body, BENCH_COOKIES: cookies },
    timeout: (seconds + 30) * 1_000,
  })
  const used = pid === undefined ? undefined : cpuOf(pid) - before
  const said = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  return {
    rps: (said.requests / said.us) * 1e6,
    cpu_us: used === undefined ? undefined : used / said.requests,
    mb_per_s: said.bytes / said.us,
    p50_ms: said.p50_ms,
    p99_ms: said.p99_ms,
    errors: said.errors,
  }
}
