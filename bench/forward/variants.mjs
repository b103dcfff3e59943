// What is measured. Each variant forwards to the same upstream and, but for the first two, knows who asks.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, startProgram } from '../../tools/processes.mjs'
import { CONSOLE } from '../../tools/programs.mjs'
import { freePort, MEASURED_CORE, pin, startNode } from '../lib/programs.mjs'
import { OUT } from './build.mjs'

/** 200 requests a second are one session's limit; 20 sessions one user's. */
const SESSIONS = 100
const SESSIONS_PER_USER = 10
const PEERS = join(ROOT, 'bench/peers')
const HEADERS = { 'x-ece-console': '1', 'sec-fetch-site': 'same-origin' }

/** @typedef {{ name: string, url: string, api: string, cookies: string, pid: number | undefined, program?: import('../lib/programs.mjs').Program }} Variant */
/** @typedef {{ folder: string, upstream: string }} Place */

/** @param {string} folder @param {string} name @param {readonly string[]} lines */
function writeCookies(folder, name, lines) {
  const file = join(folder, `${name}.cookies`)
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
  return file
}

/** @param {Place} place @returns {Variant} */
export const upstreamVariant = ({ folder, upstream }) => ({
  name: 'upstream directly',
  url: upstream,
  api: '/api/v1',
  cookies: writeCookies(folder, 'nobody', ['none=none']),
  pid: undefined,
})

/** @param {Place} place @param {string} [name] @returns {Promise<Variant>} */
export async function startNginx({ folder, upstream }, name = 'nginx proxy_pass') {
  const port = await freePort()
  const base = join(folder, 'nginx')
  mkdirSync(base, { recursive: true })
  const file = join(base, 'nginx.conf')
  writeFileSync(file, nginxConfig(base, port, new URL(upstream).host))
  const [command = '', ...rest] = pin(MEASURED_CORE, ['nginx', '-p', base, '-c', file])
  const child = startProgram(command, rest, { stdio: 'ignore' })
  await untilOpen(port)
  const cookies = writeCookies(folder, 'nobody', ['none=none'])
  return { name, url: `http://127.0.0.1:${port}`, api: '/api/v1', cookies, pid: child.pid }
}

/** One process: the worker is the master. @param {string} base @param {number} port @param {string} host */
const nginxConfig = (base, port, host) => `
daemon off; master_process off; worker_processes 1; pid ${base}/pid; error_log /dev/null crit;
events { worker_connections 1024; }
http {
  access_log off; keepalive_requests 100000000; client_body_temp_path ${base}/b; proxy_temp_path ${base}/p;
  fastcgi_temp_path ${base}/f; uwsgi_temp_path ${base}/u; scgi_temp_path ${base}/s;
  upstream ece { server ${host}; keepalive 128; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://ece; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`

/** @param {Place} place @param {string} name @param {string} launcher @returns {Promise<Variant>} */
async function startConsole({ folder, upstream }, name, launcher) {
  const short = name.replaceAll(/\W+/g, '-')
  const program = await startNode([launcher, 'serve'], {
    core: MEASURED_CORE,
    flags: ['--import', join(ROOT, 'bench/forward/watch.mjs'), ...profileFlags(short)],
    env: { PORT: '0', ECE_URL: upstream, DATA_DIR: join(folder, short) },
  })
  const lines = []
  for (let at = 0; at < SESSIONS; at++) {
    const user = `user-${Math.floor(at / SESSIONS_PER_USER)}`
    const body = JSON.stringify({ installation: 'default', username: user, password: 'bench' })
    const headers = { ...HEADERS, 'content-type': 'application/json' }
    const answer = await fetch(`${program.url}/bff/session`, { method: 'POST', headers, body })
    if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`)
    lines.push(cookieOf(answer))
  }
  const cookies = writeCookies(folder, short, lines)
  return { name, url: program.url, api: '/api/default', cookies, pid: program.pid, program }
}

/** `BENCH_PROFILE=folder` writes a CPU profile of the console there. @param {string} name */
const profileFlags = (name) => {
  const folder = process.env['BENCH_PROFILE']
  return folder === undefined
    ? []
    : ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}.cpuprofile`]
}

/** The product as built. @param {Place} place */
export const startProduct = (place) => startConsole(place, 'console, projected row', CONSOLE)

/** The product with one row's travel changed. @param {Place} place */
export const startStreaming = (place) =>
  startConsole(place, 'console, streamed row', join(OUT, 'streaming/cli.js'))

/** A proxy that does nothing else. @param {Place} place @param {string} name @param {'node' | 'undici'} client @returns {Promise<Variant>} */
export async function startBare({ folder, upstream }, name, client) {
  const program = await startNode([join(ROOT, 'bench/forward/bare.mjs')], {
    core: MEASURED_CORE,
    env: { BENCH_UPSTREAM: upstream, BENCH_CLIENT: client },
  })
  const cookies = writeCookies(folder, 'nobody', ['none=none'])
  return { name, url: program.url, api: '/api/v1', cookies, pid: program.pid }
}

/** Parse, zod, stringify and nothing else. @param {Place} place @returns {Promise<Variant>} */
export async function startUsual({ folder, upstream }) {
  const program = await startNode([join(OUT, 'usual/usual.js')], {
    core: MEASURED_CORE,
    env: { BENCH_UPSTREAM: upstream },
  })
  const cookies = writeCookies(folder, 'nobody', ['none=none'])
  return {
    name: 'parse + zod + stringify',
    url: program.url,
    api: '/api/v1',
    cookies,
    pid: program.pid,
  }
}

/** @param {Place} place @param {string} name @param {string} file @returns {Promise<Variant>} */
export async function startPeer({ folder, upstream }, name, file) {
  const program = await startNode([join(PEERS, file)], {
    core: MEASURED_CORE,
    env: { BENCH_UPSTREAM: upstream },
  })
  const lines = []
  for (let at = 0; at < SESSIONS; at++) {
    const answer = await fetch(`${program.url}/login`, { method: 'POST' })
    lines.push(cookieOf(answer))
  }
  const cookies = writeCookies(folder, file, lines)
  return { name, url: program.url, api: '/api/v1', cookies, pid: program.pid }
}

/** Their packages have a lock of their own and are no workspace: the product must not depend on them. */
export function installPeers() {
  if (existsSync(join(PEERS, 'node_modules'))) return true
  console.log('installing the peers (npm ci --prefix bench/peers --ignore-scripts)')
  const args = ['ci', '--prefix', PEERS, '--ignore-scripts', '--no-audit', '--no-fund']
  const { status } = spawnSync('npm', args, { stdio: 'ignore', timeout: 180_000 })
  if (status !== 0) console.log('\n!! the peers could not be installed and are left out\n')
  return status === 0
}

/** @param {Response} answer */
function cookieOf(answer) {
  const cookie = answer.headers.get('set-cookie')?.split(';')[0]
  if (cookie === undefined) throw new Error(`no cookie with status ${answer.status}`)
  return cookie
}

/** @param {number} port */
async function untilOpen(port) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)
    if (answer !== undefined) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('nginx did not start')
}
