// `npm run faults`: sets up what is missing, then runs the experiments (run.ts says how they are chosen).
import { join } from 'node:path'
import { exitOf, ROOT, runMain, startProgram } from '../processes.mjs'
import { setUp } from '../setup.mjs'

await runMain(async () => {
  await setUp()
  const args = ['--import', 'tsx', join(ROOT, 'tools/faults/run.ts'), ...process.argv.slice(2)]
  return exitOf(startProgram(process.execPath, args, { stdio: 'inherit' }))
})
