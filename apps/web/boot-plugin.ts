// Writes src/lib/boot.ts into a file of its own with the names of the files it is to preload, and puts it first into
// index.html. In development it only sets the theme.
import { boot, type BootFiles } from './src/lib/boot.ts'
import type { Plugin, Rollup } from 'vite'

const SHELL = 'src/layouts/installation-layout.tsx'
/** The lazy pages by the first word of their path, as in src/routes.tsx. */
const PAGES = {
  deployments: ['deployments/deployments-page', 'deployments/deployment-page'],
  elasticsearch: ['clusters/clusters-page', 'clusters/cluster-page'],
  kibana: ['clusters/kibanas-page', 'clusters/kibana-page'],
  templates: ['templates/templates-page', 'templates/template-page'],
  'stack-versions': ['stack-versions/stack-versions-page', 'stack-versions/stack-version-page'],
} as const

const NO_FILES: BootFiles = { shell: [], pages: {} }

const sourceOf = (files: BootFiles) => `(${boot.toString()})(${JSON.stringify(files)})\n`

export function bootScript(): Plugin {
  let isBuild = false
  return {
    name: 'boot-script',
    configResolved: (config) => {
      isBuild = config.command === 'build'
    },
    configureServer: (server) => {
      server.middlewares.use('/boot.js', (_, response) => {
        response.setHeader('Content-Type', 'text/javascript').end(sourceOf(NO_FILES))
      })
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        if (!isBuild || bundle === undefined) return [tag('/boot.js')]
        const source = sourceOf(findFiles(bundle))
        // with a bundle at hand vite calls this hook as part of the build, in rollup's whole context
        const build = this as unknown as Rollup.PluginContext
        const file = build.emitFile({ type: 'asset', name: 'boot.js', source })
        return { html, tags: [tag(`/${build.getFileName(file)}`)] }
      },
    },
  }
}

const tag = (src: string) => ({ tag: 'script', attrs: { src }, injectTo: 'head-prepend' as const })

function findFiles(bundle: Rollup.OutputBundle): BootFiles {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
  const entry = chunks.find((chunk) => chunk.isEntry)?.fileName
  /** A lazy chunk and what it imports, without the entry, which index.html loads itself. */
  const closure = (module: string): string[] => {
    const first = chunks.find((chunk) => chunk.moduleIds.some((id) => id.endsWith(module)))
    const found = new Set<string>()
    const visit = (fileName: string) => {
      if (fileName === entry || found.has(fileName)) return
      found.add(fileName)
      for (const next of chunks.find((chunk) => chunk.fileName === fileName)?.imports ?? [])
        visit(next)
    }
    if (first !== undefined) visit(first.fileName)
    return [...found].map((fileName) => `/${fileName}`)
  }
  const shell = closure(SHELL)
  const only = (page: string) =>
    closure(`/features/${page}.tsx`).filter((file) => !shell.includes(file))
  const pages = Object.entries(PAGES).map(([area, [list, one]]) => [
    area,
    { list: only(list), one: only(one) },
  ])
  return { shell, pages: Object.fromEntries(pages) }
}
