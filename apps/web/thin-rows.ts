// Leaves out of the browser's files what only the server uses of the table of operations: the schemas of bodies and answers,
// and the summaries.
// The browser makes requests from rows (`buildRequest` reads params and query); the server checks both directions.
import type { Plugin } from 'vite'

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}
interface Edit {
  readonly at: number
  readonly to: number
  readonly text: string
}

const TABLE = /api-types\/src\/(operations\/)?[a-z-]+\.ts$/
const SERVER_ONLY = new Set(['body', 'response', 'summary'])

export function thinRows(): Plugin {
  return {
    name: 'thin-rows',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!TABLE.test(id)) return null
      // the parser's tree is ESTree, whose nodes all have these fields
      const program = this.parse(code, { lang: 'ts' }) as unknown as Node
      const isRows = id.includes('/operations/')
      const edits = [...(isRows ? findSchemas(program, code) : []), ...findUnused(program)]
      return { code: apply(code, edits), map: null }
    },
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value

/** Takes out `response: z.object(…),` and its like. The types of the table stay: they are gone before this runs. */
function findSchemas(node: Node, code: string): Edit[] {
  const { key, value, shorthand } = node
  if (node.type === 'Property' && shorthand !== true && isNode(key) && isNode(value)) {
    if (SERVER_ONLY.has(String(key['name']))) {
      const [comma = ''] = /^\s*,/.exec(code.slice(node.end)) ?? []
      return [{ at: node.start, to: node.end + comma.length, text: '' }]
    }
  }
  return Object.values(node)
    .flat()
    .filter(isNode)
    .flatMap((child) => findSchemas(child, code))
}

/** An object of schemas is made by calls as well. */
const MAKERS = new Set(['CallExpression', 'ObjectExpression'])

/** Marks what makes schemas as free of effects, so that the bundler drops what nothing uses any more. */
function findUnused(program: Node): Edit[] {
  const statements = [program['body']].flat().filter(isNode)
  return statements
    .map((statement) => (isNode(statement['declaration']) ? statement['declaration'] : statement))
    .filter(({ type }) => type === 'VariableDeclaration')
    .flatMap(({ declarations }) => [declarations].flat().filter(isNode))
    .map(({ init }) => init)
    .filter((init): init is Node => isNode(init) && MAKERS.has(init.type))
    .flatMap(({ start, end }) => [
      { at: start, to: start, text: '/* @__PURE__ */ (() => (' },
      { at: end, to: end, text: '))()' },
    ])
}

const apply = (code: string, edits: readonly Edit[]): string =>
  edits
    .toSorted((a, b) => b.at - a.at || b.to - a.to)
    .reduce((text, { at, to, text: put }) => text.slice(0, at) + put + text.slice(to), code)
