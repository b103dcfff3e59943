// The repository as text and syntax trees, for rules about its architecture.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'
import { ROOT } from './processes.mjs'

export interface SourceFile {
  /** From the repository's root, with slashes. */
  readonly path: string
  readonly text: string
}

/** One node of the syntax tree (ESTree with TypeScript), as far as rules look at it. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

export interface Syntax {
  readonly nodes: readonly Node[]
  readonly comments: readonly { readonly start: number; readonly end: number }[]
}

export interface Import {
  readonly specifier: string
  /** Names that exist at run time: `default`, `*`, or the exported name; empty for `import type`. */
  readonly values: readonly string[]
}

const BINARY = /\.(png|jpe?g|gif|ico|woff2?|gz|br)$/
const CODE = /\.(ts|tsx|mjs|js)$/

export const isCode = (file: SourceFile): boolean => CODE.test(file.path)
export const isTest = (file: SourceFile): boolean =>
  /\.(test|e2e|bench)\.tsx?$|\/testing\//.test(file.path)

/** Every file of the repository that git tracks or would track. */
export function readRepository(): SourceFile[] {
  return listFiles()
    .filter((path) => !BINARY.test(path))
    .flatMap((path) => {
      try {
        return [{ path, text: readFileSync(join(ROOT, path), 'utf8') }]
      } catch {
        // Deleted but not yet committed.
        return []
      }
    })
}

function listFiles(): string[] {
  try {
    const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore']
    return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio })
      .split('\0')
      .filter(Boolean)
  } catch {
    // A source archive has no git.
    return listFolder('')
  }
}

/** The same as .gitignore, which git reads for us above. */
const IGNORED = /^(\.git|\.turbo|node_modules|dist|data|reports|test-results|playwright-report)$/

const listFolder = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !IGNORED.test(entry.name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      return entry.isDirectory() ? listFolder(path) : [path]
    })

const parsed = new WeakMap<SourceFile, Syntax>()

export function parse(file: SourceFile): Syntax {
  const known = parsed.get(file)
  if (known !== undefined) return known
  const { program, comments, errors } = parseSync(file.path, file.text)
  if (errors.length > 0) throw new Error(`${file.path} does not parse: ${errors[0]?.message}`)
  const syntax = { nodes: [...walk(program)], comments }
  parsed.set(file, syntax)
  return syntax
}

function* walk(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const item of value) yield* walk(item)
  } else if (isObject(value)) {
    if (isNode(value)) yield value
    for (const child of Object.values(value)) yield* walk(child)
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

export const isNode = (value: unknown): value is Node =>
  isObject(value) && typeof value['type'] === 'string' && typeof value['start'] === 'number'

/** A field of a node that is itself a node. */
export const child = (node: Node, field: string): Node | undefined => {
  const value = node[field]
  return isNode(value) ? value : undefined
}

/** What an identifier, a plain string or a member's property is called. */
export const nameOf = (node: Node | undefined): string | undefined => {
  const name = node?.['name'] ?? node?.['value']
  return typeof name === 'string' ? name : undefined
}

/** `a.b` and `a['b']` as `['a', 'b']`. */
export function memberOf(node: Node): readonly [string, string] | undefined {
  if (node.type !== 'MemberExpression') return undefined
  const object = nameOf(child(node, 'object'))
  const property = nameOf(child(node, 'property'))
  return object === undefined || property === undefined ? undefined : [object, property]
}

/** The last name of what is called: `fetch(…)` and `window.fetch(…)` are both `fetch`. */
export function calledName(node: Node): string | undefined {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return undefined
  const callee = child(node, 'callee')
  return callee?.type === 'MemberExpression' ? nameOf(child(callee, 'property')) : nameOf(callee)
}

export function importsOf(file: SourceFile): Import[] {
  return parse(file).nodes.flatMap((node) => {
    const specifier = nameOf(child(node, 'source'))
    if (specifier === undefined) return []
    const typeOnly = node['importKind'] === 'type' || node['exportKind'] === 'type'
    if (typeOnly || node.type === 'TSImportType') return [{ specifier, values: [] }]
    const list = Array.isArray(node['specifiers']) ? node['specifiers'].filter(isNode) : []
    // `import './x.css'`, `export * from`, `import('…')`: everything.
    return [{ specifier, values: list.length === 0 ? ['*'] : list.flatMap(valueOf) }]
  })
}

function valueOf(specifier: Node): string[] {
  if (specifier['importKind'] === 'type' || specifier['exportKind'] === 'type') return []
  if (specifier.type === 'ImportDefaultSpecifier') return ['default']
  if (specifier.type === 'ImportNamespaceSpecifier') return ['*']
  const name = nameOf(child(specifier, 'imported') ?? child(specifier, 'local'))
  return name === undefined ? [] : [name]
}

/** `path:line`, as editors understand it. */
export const placeOf = (file: SourceFile, offset: number): string =>
  `${file.path}:${file.text.slice(0, offset).split('\n').length}`
