// Puts the frame's style (src/boot.css) and src/lib/boot.ts, with the names of the files it is to preload, into index.html
// itself: a file of their own would be a second round trip before the first paint. The server allows exactly these two by
// their hashes (apps/bff/src/http/web.ts). In development it only sets the theme and the frame.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FIRST_SEARCH } from './src/domain/first-search.ts'
import { boot, type BootFiles } from './src/lib/boot.ts'
import type { Plugin, Rollup } from 'vite'

const SHELL = 'src/layouts/installation-layout.tsx'
/** The lazy pages by the first word of their path, as in src/routes.tsx. */
const PAGES = {
  overview: ['overview/overview-page', 'overview/overview-page'],
  deployments: ['deployments/deployments-page', 'deployments/deployment-page'],
  elasticsearch: ['clusters/clusters-page', 'clusters/cluster-page'],
  kibana: ['clusters/kibanas-page', 'clusters/kibana-page'],
  templates: ['templates/templates-page', 'templates/template-page'],
  'stack-versions': ['stack-versions/stack-versions-page', 'stack-versions/stack-version-page'],
  // it has no page of one object
  activity: ['activity/activity-page', 'activity/activity-page'],
} as const

const NO_FILES: BootFiles = { shell: [], pages: {}, search: FIRST_SEARCH }

/** In a script element nothing may end it; the text is ours, so this is only against a surprise. */
const sourceOf = (files: BootFiles) =>
  `(${boot.toString()})(${JSON.stringify(files).replaceAll('<', '\\u003c')})`

const STYLE = join(import.meta.dirname, 'src/boot.css')

/** Comments and line ends are not worth their bytes in every page; it is too small for a tool of its own. */
const styleText = () =>
  readFileSync(STYLE, 'utf8')
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s*\n\s*/g, '')

export function bootScript(): Plugin {
  let isBuild = false
  return {
    name: 'boot-script',
    configResolved: (config) => {
      isBuild = config.command === 'build'
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const files = isBuild && bundle !== undefined ? findFiles(bundle) : NO_FILES
        return {
          // indentation is for whoever writes it
          html: paintFrameFirst(html).replace(/\n\s+/g, '\n'),
          tags: [
            { tag: 'style', children: styleText(), injectTo: 'head' },
            { tag: 'script', children: sourceOf(files), injectTo: 'head' },
          ],
        }
      },
    },
  }
}

/** A style sheet holds up the paint of what comes after it, so it goes behind the frame; scripts wait for it there, too. */
function paintFrameFirst(html: string): string {
  const [link = ''] = /<link rel="stylesheet"[^>]*>/.exec(html) ?? []
  return link === ''
    ? html
    : html.replace(link, '').replace('<noscript>', `${link}\n    <noscript>`)
}

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
  return { shell, pages: Object.fromEntries(pages), search: FIRST_SEARCH }
}
