// Builds what the bench measures beside the product itself. No row of the table streams today; to measure the mode,
// the console is built once more with one row set to it. Nothing else differs from what `npm run build` makes.
import { join } from 'node:path'
import { build } from 'vite'
import { ROOT } from '../../tools/processes.mjs'

/** Inside node_modules, so that the libraries are found and git never sees it. */
export const OUT = join(ROOT, 'node_modules/.cache/ece-console-bench')
export const STREAMED_ROW = 'getInstanceConfigurations'
const TRAVEL = "travel: row.travel ?? 'project',"

export async function buildVariants() {
  /** @type {import('vite').InlineConfig} */
  const settings = { configFile: false, logLevel: 'error', ssr: { noExternal: [/^@ece\//] } }
  /** @param {string} entry @param {string} outDir */
  const output = (entry, outDir) => ({
    build: { target: 'node20', minify: false, ssr: join(ROOT, entry), outDir, emptyOutDir: true },
  })
  await build({
    ...settings,
    root: join(ROOT, 'apps/bff'),
    ...output('apps/bff/src/cli.ts', join(OUT, 'streaming')),
    plugins: [
      { name: 'one-row-streams', enforce: /** @type {const} */ ('pre'), transform: streamOneRow },
    ],
  })
  await build({ ...settings, root: ROOT, ...output('bench/forward/usual.ts', join(OUT, 'usual')) })
}

/** @param {string} code @param {string} id */
function streamOneRow(code, id) {
  if (!id.endsWith('api-types/src/operation.ts')) return undefined
  if (!code.includes(TRAVEL)) throw new Error('operation.ts no longer says where travel comes from')
  return code.replace(
    TRAVEL,
    `travel: name === '${STREAMED_ROW}' ? 'stream' : (row.travel ?? 'project'),`,
  )
}
