// `npm run bench`: all benchmarks, one after the other, then docs/performance.md. `npm run bench -- list --quick`: one.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitOf, Problem, ROOT, runMain, startProgram } from '../tools/processes.mjs'
import { setUp } from '../tools/setup.mjs'
import { DOCUMENT, makeDocument } from './document.mjs'

/** TypeScript is for what drives a browser. @type {Readonly<Record<string, string>>} */
const BENCHES = {
  'first-load': 'first-load.ts',
  list: 'list.ts',
  objects: 'objects.ts',
  forward: 'forward.mjs',
  tabs: 'tabs.mjs',
  start: 'start.mjs',
}

await runMain(async () => {
  const args = process.argv.slice(2)
  const options = args.filter((arg) => arg.startsWith('--'))
  const chosen = args.filter((arg) => !arg.startsWith('--'))
  const unknown = chosen.find((name) => !(name in BENCHES))
  if (unknown !== undefined) {
    throw new Problem(
      `There is no benchmark "${unknown}". There are: ${Object.keys(BENCHES).join(', ')}.`,
    )
  }
  await setUp()
  for (const name of chosen.length === 0 ? Object.keys(BENCHES) : chosen) {
    const file = join(ROOT, 'bench', BENCHES[name] ?? '')
    const program = file.endsWith('.ts') ? ['--import', 'tsx', file] : [file]
    const child = startProgram(process.execPath, [...program, ...options], { stdio: 'inherit' })
    const code = await exitOf(child)
    if (code !== 0) return code
  }
  writeFileSync(DOCUMENT, makeDocument())
  return 0
})
