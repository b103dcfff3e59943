// What a build leaves beside the files of the web: compressed twins for the server, a map for the budgets.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const compressBrotli = promisify(brotliCompress)
const compressGzip = promisify(gzip)

/** Below this a compressed answer is no smaller on the wire: one packet either way. */
const WORTH_IT = 1024

/** Writes `.br` and `.gz` beside the hashed assets, at levels too slow for a server that answers people. */
export function precompress(): Plugin {
  let assets = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved: (config) => {
      assets = join(config.root, config.build.outDir, config.build.assetsDir)
    },
    closeBundle: {
      sequential: true,
      handler: async () => {
        const names = await readdir(assets).catch(() => [])
        await Promise.all(names.filter((name) => /\.(js|css|svg|json)$/.test(name)).map(compress))
      },
    },
  }

  async function compress(name: string) {
    const path = join(assets, name)
    const plain = await readFile(path)
    if (plain.length < WORTH_IT) return
    const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
    await writeFile(`${path}.br`, await compressBrotli(plain, { params }))
    await writeFile(`${path}.gz`, await compressGzip(plain, { level: 9 }))
  }
}

const ICON = /lucide-react\/dist\/esm\/icons\/[a-z0-9-]+\.m?js$/

/**
 * Leaves out of every icon what only React's development build looks at: a random key per stroke, which no compression
 * makes smaller, and a statement without effect.
 */
export const thinIcons = (): Plugin => ({
  name: 'thin-icons',
  apply: 'build',
  transform: (code, id) =>
    ICON.test(id)
      ? {
          code: code.replace(/, key: "\w+"/g, '').replace('\n__iconData.node;\n', '\n'),
          map: null,
        }
      : null,
})

/** Writes which file holds which module of ours: vite's manifest knows only those that begin a file. */
export const nameModules = (): Plugin => ({
  name: 'name-modules',
  apply: 'build',
  generateBundle(_, bundle) {
    const files = Object.values(bundle)
      .filter((file) => file.type === 'chunk')
      .flatMap((file) =>
        file.moduleIds.map((id) => [relative(import.meta.dirname, id), file.fileName]),
      )
      .filter(([id]) => id?.startsWith('src/') === true)
    const source = JSON.stringify(Object.fromEntries(files), undefined, 1)
    this.emitFile({ type: 'asset', fileName: '.vite/modules.json', source })
  },
})

/**
 * To compile each function when it is first called holds up a page that calls most of them: measured, a fifth of its work
 * before the first rows. With this line Chromium compiles a file beside the page, while it arrives; others ignore it.
 */
export const hintCompile = (names: readonly string[]): Plugin => ({
  name: 'hint-compile',
  apply: 'build',
  generateBundle: {
    // after all that writes at the top of a file, where the line must be
    order: 'post',
    handler: (_, bundle) => {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk' && names.includes(file.name)) {
          file.code = `//# allFunctionsCalledOnLoad\n${file.code}`
        }
      }
    },
  },
})
