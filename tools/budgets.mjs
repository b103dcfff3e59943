// What a browser has to load before a route shows, against the ceilings of budgets.json. Ceilings only go down.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { pathToFileURL } from 'node:url'
import { Problem, ROOT, runMain } from './processes.mjs'

const DIST = join(ROOT, 'apps/web/dist')

/** @typedef {{ file: string, isEntry?: boolean, imports?: string[], css?: string[] }} Chunk */
/** @typedef {Readonly<Record<string, Chunk>>} Manifest vite's, keyed by source file */
/** @typedef {{ html: string, manifest: Manifest, modules: Readonly<Record<string, string>> }} Build `modules`: file by source */
/** @typedef {{ name: string, modules: string[], js_kb: number, js_files?: number }} RouteBudget */
/** @typedef {{ what: string, measured: number, ceiling: number }} Row */

/**
 * Files that index.html names, those of the route's lazy modules, and all that they import statically.
 * @param {Build} build
 * @param {readonly string[]} sources what the route imports lazily: layout, then page
 */
export function collectFiles({ html, manifest, modules }, sources) {
  const keyOf = Object.fromEntries(Object.entries(manifest).map(([key, { file }]) => [file, key]))
  const lazy = sources.map((source) => {
    const key = keyOf[modules[source] ?? '']
    if (key !== undefined) return key
    throw new Problem(
      `The build does not contain ${source}. If the module moved, name it in tools/budgets.json.`,
    )
  })
  const named = [...html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)]
  const files = new Set(named.map(([, file = '']) => file))
  /** @type {Set<string>} */
  const visited = new Set()
  /** @param {string} key */
  const visit = (key) => {
    const chunk = manifest[key]
    if (chunk === undefined || visited.has(key)) return
    visited.add(key)
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file)
    for (const next of chunk.imports ?? []) visit(next)
  }
  const entries = Object.keys(manifest).filter((key) => manifest[key]?.isEntry === true)
  for (const key of [...entries, ...lazy]) visit(key)
  const all = [...files].toSorted()
  return {
    js: all.filter((file) => file.endsWith('.js')),
    css: all.filter((file) => file.endsWith('.css')),
  }
}

/**
 * @param {Build} build
 * @param {{ css_kb: number, routes: readonly RouteBudget[] }} budgets kB are 1,000 bytes after gzip
 * @param {(file: string) => number} sizeOf bytes after gzip
 * @returns {Row[]}
 */
export function measure(build, budgets, sizeOf) {
  /** @param {readonly string[]} files */
  const kilobytes = (files) => files.reduce((sum, file) => sum + sizeOf(file), 0) / 1000
  return budgets.routes.flatMap((route) => {
    const { js, css } = collectFiles(build, route.modules)
    const maxFiles = route.js_files ?? Infinity
    return [
      { what: `${route.name}: JavaScript, kB`, measured: kilobytes(js), ceiling: route.js_kb },
      { what: `${route.name}: JavaScript, files`, measured: js.length, ceiling: maxFiles },
      { what: `${route.name}: CSS, kB`, measured: kilobytes(css), ceiling: budgets.css_kb },
    ]
  })
}

/** @typedef {{ packages?: Readonly<Record<string, { dev?: boolean, devOptional?: boolean, link?: boolean }>> }} LockFile */
/** @typedef {{ dependencies?: Record<string, string>, devDependencies?: Record<string, string> }} Manifests */

/**
 * Every package is somebody else's code with our operators' data before it; a new one wants a decision.
 * @param {LockFile} lock
 * @param {readonly Manifests[]} manifests of the root and every workspace
 * @param {{ chosen: number, installed: number, shipped: number }} ceilings
 * @returns {Row[]}
 */
export function countDependencies(lock, manifests, ceilings) {
  const chosen = manifests
    .flatMap((one) => Object.keys({ ...one.dependencies, ...one.devDependencies }))
    .filter((name) => !name.startsWith('@ece/'))
  const installed = Object.entries(lock.packages ?? {})
    .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
    .map(([, one]) => one)
  const shipped = installed.filter(({ dev, devOptional }) => !dev && !devOptional)
  return [
    { what: 'packages we chose', measured: new Set(chosen).size, ceiling: ceilings.chosen },
    { what: 'packages in the lock file', measured: installed.length, ceiling: ceilings.installed },
    { what: 'packages at run time', measured: shipped.length, ceiling: ceilings.shipped },
  ]
}

/** @param {number} value */
const format = (value) => (Number.isInteger(value) ? String(value) : value.toFixed(1))

/** @param {Row} row */
const describe = ({ what, measured, ceiling }) =>
  [
    what.padEnd(36),
    format(measured).padStart(8),
    (Number.isFinite(ceiling) ? `≤ ${format(ceiling)}` : '').padStart(8),
    measured > ceiling ? '  TOO MUCH' : '',
  ].join('')

async function main() {
  /** @param {string} path */
  const readText = (path) => readFileSync(join(ROOT, path), 'utf8')
  const budgets = JSON.parse(readText('tools/budgets.json'))
  const html = readText('apps/web/dist/index.html')
  const sizes = measure(
    {
      html,
      manifest: JSON.parse(readText('apps/web/dist/.vite/manifest.json')),
      modules: JSON.parse(readText('apps/web/dist/.vite/modules.json')),
    },
    budgets,
    (file) => gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length,
  )
  const page = gzipSync(html, { level: 9 }).length / 1000
  const workspaces = ['.', 'apps/web', 'apps/bff', 'packages/api-types', 'packages/ece-simulator']
  const rows = [
    { what: 'index.html with its frame, kB', measured: page, ceiling: budgets.html_kb },
    ...sizes,
    ...countDependencies(
      JSON.parse(readText('package-lock.json')),
      workspaces.map((path) => JSON.parse(readText(`${path}/package.json`))),
      budgets.dependencies,
    ),
  ]
  console.log(rows.map(describe).join('\n'))
  return rows.some(({ measured, ceiling }) => measured > ceiling) ? 1 : 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runMain(main)
