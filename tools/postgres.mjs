// A PostgreSQL of its own for a run of tests: a new cluster in a temporary folder, on a free port of loopback, gone afterwards.
import { spawnSync } from 'node:child_process'
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { exitOf, findOnPath, Problem, runWhenGone, startProgram } from './processes.mjs'

/** Debian keeps the server's own programs off the PATH. */
const DEBIAN = '/usr/lib/postgresql'
const START_MS = 30_000

/** $1 is our folder. A number may belong to another program by now, so what it is called has to name the folder. */
const END_LEFTOVER = `
pid=$(head -n 1 "$1/data/postmaster.pid") &&
  ps -o args= -p "$pid" | grep -qF -- "$1" &&
  kill -QUIT "$pid" && while kill -0 "$pid"; do sleep 0.1; done
rm -rf -- "$1"`

/**
 * It is thrown away: what survives a power cut is not asked of it. `max_connections`: each console takes up to ten.
 */
const SETTINGS = ['fsync=off', 'full_page_writes=off', 'max_connections=200']

/** @returns {string | undefined} the folder of `initdb` and `postgres` */
export function findPostgres() {
  const onPath = findOnPath('initdb')
  // the others need not be linked beside it
  if (onPath !== undefined) return dirname(realpathSync(onPath))
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : []
  return versions
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')))
}

/**
 * @typedef {object} Postgres
 * @property {string} url of a superuser, who needs no password
 * @property {() => Promise<void>} stop
 * @property {() => Promise<void>} pause as a server that is restarted: its connections end
 * @property {() => Promise<void>} resume on the same port, with the same data
 */

/**
 * Starts one. It ends with this process, as everything that `startProgram` starts, and also when that is killed.
 * @param {readonly string[]} [settings] `name=value`
 * @returns {Promise<Postgres>}
 */
export async function startPostgres(settings = []) {
  const programs = findPostgres()
  if (programs === undefined) throw new Problem('PostgreSQL is not installed.')
  const folder = mkdtempSync(join(tmpdir(), 'ece-console-postgres-'))
  const data = join(folder, 'data')
  const user = userOfServer()
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  // also when nobody says stop, or nobody can
  process.once('exit', removeFolder)
  const endWatch = runWhenGone(END_LEFTOVER, folder)
  run(
    join(programs, 'initdb'),
    ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync', '-E', 'UTF8', '--locale=C'],
    user,
  )
  const port = await findPort()
  const listening = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=']
  const args = [...listening, ...SETTINGS, ...settings].flatMap((setting) => ['-c', setting])

  const start = async () => {
    const child = startProgram(join(programs, 'postgres'), ['-D', data, ...args], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...user,
    })
    let log = ''
    child.stderr?.on('data', (chunk) => (log = `${log}${chunk}`.slice(-10_000)))
    const deadline = performance.now() + START_MS
    while (!isReady(data)) {
      if (child.exitCode !== null || performance.now() > deadline) {
        child.kill('SIGQUIT')
        throw new Problem(`PostgreSQL did not start:\n${log}`)
      }
      await delay(50)
    }
    return child
  }
  let server = await start()
  const pause = async () => {
    // fast: connections are ended, nothing is lost
    server.kill('SIGINT')
    await exitOf(server)
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    pause,
    resume: async () => {
      server = await start()
    },
    stop: async () => {
      if (server.exitCode === null && server.signalCode === null) await pause()
      process.off('exit', removeFolder)
      removeFolder()
      endWatch()
    },
  }
}

/** PostgreSQL refuses to be root; Debian's package made a user for it. */
function userOfServer() {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync('/etc/passwd', 'utf8').match(/^postgres:[^:]*:(\d+):(\d+):/m)
  if (line === null)
    throw new Problem('PostgreSQL may not run as root, and there is no user postgres.')
  return { uid: Number(line[1]), gid: Number(line[2]) }
}

/** @param {string} program @param {readonly string[]} args @param {{ uid: number, gid: number } | undefined} user */
function run(program, args, user) {
  const { status, stderr, error } = spawnSync(program, args, {
    cwd: '/',
    encoding: 'utf8',
    ...user,
  })
  if (status !== 0) throw new Problem(`${program} failed: ${error?.message ?? stderr}`)
}

/** Its own file says so in its last line. @param {string} data */
function isReady(data) {
  const file = join(data, 'postmaster.pid')
  return existsSync(file) && /\nready\s*$/.test(readFileSync(file, 'utf8'))
}

/** @returns {Promise<number>} */
function findPort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
