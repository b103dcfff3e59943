// `npm run simulator -- [flags]`: a simulated ECE by itself.
import { exitOf, runMain, startProgram } from './processes.mjs'
import { SIMULATOR } from './programs.mjs'
import { setUp } from './setup.mjs'

async function simulate() {
  await setUp()
  return exitOf(
    startProgram(process.execPath, [SIMULATOR, ...process.argv.slice(2)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }),
  )
}

await runMain(simulate, { endsBySignal: true })
