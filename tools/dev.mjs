// `npm run dev`: simulator and console restart when their sources change, the web reloads by itself.
import { randomBytes } from 'node:crypto'
import { createServer as createProbe } from 'node:net'
import { join } from 'node:path'
import { ROOT, runMain, startProgram } from './processes.mjs'
import {
  checkPort,
  describeSimulatedSignIn,
  readTarget,
  waitForHealth,
  watchOver,
} from './programs.mjs'
import { setUp } from './setup.mjs'

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {'inherit' | 'ignore'} output what it says when all is well; errors are always shown
 */
const watch = (args, env, output) =>
  startProgram(
    process.execPath,
    [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), 'watch', '--clear-screen=false', ...args],
    { env: { ...process.env, ...env }, stdio: ['ignore', output, 'inherit'] },
  )

/** @returns {Promise<number>} a port that was free a moment ago; restarts keep it */
const findPort = () =>
  new Promise((resolve, reject) => {
    const probe = createProbe().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })

/** @param {number} port @param {string} server */
async function startVite(port, server) {
  process.env['DEV_CONSOLE_URL'] = server
  // Only now: before the set-up there may be no vite to import.
  const { createServer } = await import('vite')
  const vite = await createServer({ root: join(ROOT, 'apps/web'), server: { port } })
  await vite.listen()
}

async function develop() {
  const target = readTarget()
  await setUp()
  const port = Number(process.env['PORT'] || 4180)
  await checkPort('the web', 'PORT', port)

  // Chosen here, so that they stay the same when a program restarts.
  const password = process.env['SIMULATOR_PASSWORD'] || randomBytes(9).toString('base64url')
  const simulatorPort = process.env['SIMULATOR_PORT'] || String(await findPort())
  const consolePort = String(await findPort())

  const simulatorEnv = { SIMULATOR_PASSWORD: password, SIMULATOR_PORT: simulatorPort }
  const simulator = target.simulated
    ? watch(['packages/ece-simulator/src/main.ts'], simulatorEnv, 'ignore')
    : undefined
  const server = `http://127.0.0.1:${consolePort}`
  const consoleEnv = {
    HOST: '127.0.0.1',
    PORT: consolePort,
    LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn',
    ...(simulator === undefined ? {} : { ECE_URL: `http://127.0.0.1:${simulatorPort}` }),
  }
  const console_ = watch(['apps/bff/src/cli.ts', 'serve'], consoleEnv, 'inherit')
  await startVite(port, server)
  const warning = await waitForHealth(server)
  const signIn = simulator === undefined ? target.signIn : describeSimulatedSignIn(password)
  const lines = [
    `ECE Console for development: http://127.0.0.1:${port}`,
    signIn,
    ...(warning === undefined ? [] : [warning]),
    'Ctrl+C ends it.',
  ]
  console.log(`\n${lines.join('\n')}\n`)
  return watchOver({
    'The console': console_,
    ...(simulator === undefined ? {} : { 'The simulator': simulator }),
  })
}

await runMain(develop, { endsBySignal: true })
