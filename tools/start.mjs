// `npm start`: the console, and a simulated ECE behind it unless the address of a real one is given.
import { runMain } from './processes.mjs'
import {
  checkPort,
  CONSOLE,
  describeSimulatedSignIn,
  readTarget,
  SIMULATOR,
  startAndWait,
  waitForHealth,
  watchOver,
} from './programs.mjs'
import { setUp } from './setup.mjs'

/** Nobody reads one log line per request of a simulated ECE. */
const QUIET_LOG = 'warn'

/** @param {NodeJS.ProcessEnv} env */
async function startConsole(env) {
  const { child, ready } = await startAndWait('The console', [CONSOLE, 'serve'], env, 'shown')
  return { child, url: ready.url }
}

async function start() {
  const target = readTarget()
  await setUp()
  await checkPort('the console', 'PORT', 4180, process.env['HOST'] || undefined)
  if (target.simulated) await checkPort('the simulator', 'SIMULATOR_PORT', 12_400)

  const simulator = target.simulated
    ? await startAndWait('The simulator', [SIMULATOR], {}, 'quiet')
    : undefined
  const console_ = await startConsole(
    simulator === undefined
      ? {}
      : { ECE_URL: simulator.ready.url, LOG_LEVEL: process.env['LOG_LEVEL'] || QUIET_LOG },
  )
  const warning = await waitForHealth(console_.url)
  const signIn =
    simulator === undefined
      ? target.signIn
      : describeSimulatedSignIn(simulator.ready.password ?? '')
  const lines = [
    `ECE Console is ready: ${console_.url}`,
    signIn,
    ...(warning === undefined ? [] : [warning]),
    'Ctrl+C ends it.',
  ]
  console.log(`\n${lines.join('\n')}\n`)
  return watchOver({
    'The console': console_.child,
    ...(simulator === undefined ? {} : { 'The simulator': simulator.child }),
  })
}

await runMain(start, { endsBySignal: true })
