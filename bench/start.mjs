// From a bare clone to the sign-in page, and the second start. Clones this repository into a folder of its own, so it
// measures what is committed. The first start installs from the package registry: the line counts.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../tools/processes.mjs'
import { median, report, round } from './report.mjs'

const SECOND_STARTS = 3
const LIMIT_MS = 300_000
const POLL_MS = 50

async function findPort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Seconds from `npm start` to the sign-in page, after which it is ended. @param {string} clone */
async function measureStart(clone) {
  const [port, simulatorPort] = [await findPort(), await findPort()]
  const begun = performance.now()
  const child = spawn('npm', ['start'], {
    cwd: clone,
    stdio: 'ignore',
    env: { ...process.env, PORT: String(port), SIMULATOR_PORT: String(simulatorPort) },
  })
  const exit = once(child, 'exit')
  try {
    await waitUntilReady(`http://127.0.0.1:${port}`, begun, child)
    return (performance.now() - begun) / 1000
  } finally {
    child.kill('SIGTERM')
    await exit
  }
}

/** @param {string} url @param {number} begun @param {import('node:child_process').ChildProcess} child */
async function waitUntilReady(url, begun, child) {
  while (performance.now() - begun < LIMIT_MS) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`)
    const isReady = await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady && (await fetch(`${url}/sign-in`)).ok) return
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  throw new Error(`no sign-in page after ${LIMIT_MS / 1000} s`)
}

const folder = mkdtempSync(join(tmpdir(), 'ece-console-bench-'))
try {
  const clone = join(folder, 'clone')
  const { status } = spawnSync('git', ['clone', '--quiet', ROOT, clone], { stdio: 'inherit' })
  if (status !== 0) throw new Error('git clone failed')
  const first = await measureStart(clone)
  const seconds = []
  for (let at = 0; at < SECOND_STARTS; at++) seconds.push(await measureStart(clone))
  const second = median(seconds)
  report({
    name: 'start',
    title: 'Start',
    command: 'npm run bench -- start',
    note: 'From `npm start` to a sign-in page that works. The first start of a bare clone installs and builds.',
    goals: [
      { what: 'bare clone', measured: round(first, 1), goal: 60, unit: ' s' },
      { what: 'second start', measured: round(second, 1), goal: 3, unit: ' s' },
    ],
    rows: [
      { start: 'bare clone', seconds: round(first, 1) },
      ...seconds.map((each, at) => ({ start: `again, ${at + 1}`, seconds: round(each, 1) })),
    ],
  })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
