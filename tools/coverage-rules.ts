// Rules that something is complete: every row is used, every page is walked.
import {
  child,
  isCode,
  isNode,
  isTest,
  memberOf,
  nameOf,
  type Node,
  parse,
  type SourceFile,
} from './source.ts'

const PRODUCT = /^apps\/(web|bff)\/src\//

/**
 * A row that nobody calls is a promise that nobody tests.
 * @param rows names of the table
 * @param unused rows that wait for their first user, with the reason; an entry that is no longer true is a finding too
 */
export function findUnusedRows(
  files: readonly SourceFile[],
  rows: readonly string[],
  unused: Readonly<Record<string, string>>,
): string[] {
  const members = files
    .filter((file) => PRODUCT.test(file.path) && isCode(file) && !isTest(file))
    .flatMap((file) => parse(file).nodes.flatMap((node) => [memberOf(node) ?? []]))
  const used = new Set(members.filter(([object]) => object === 'operations').map(([, row]) => row))
  return [
    ...rows
      .filter((row) => !used.has(row) && !Object.hasOwn(unused, row))
      .map(
        (row) =>
          `operations.${row} is used by neither web nor server; name it in tools/unused-rows.ts`,
      ),
    ...Object.keys(unused)
      .filter((row) => used.has(row) || !rows.includes(row))
      .map(
        (row) => `tools/unused-rows.ts names ${row}, which is ${used.has(row) ? 'used' : 'no row'}`,
      ),
  ]
}

/**
 * Every page of the route table is visited by the walk that looks for console errors and accessibility findings.
 * A visit is any text of the walk that fits the route: `templates/default` visits `templates/$templateId`.
 * @param layouts paths that only hold other routes
 */
export function findUnvisitedRoutes(
  routes: SourceFile,
  walk: SourceFile,
  layouts: readonly string[],
): string[] {
  const visits = parse(walk)
    .nodes.flatMap((node) => textOf(node) ?? [])
    .map(trim)
  const paths = [...new Set(parse(routes).nodes.flatMap((node) => pathOf(node) ?? []))]
  if (paths.length === 0) return [`${routes.path} has no path that this rule can read`]
  return paths
    .filter((path) => path !== '/' && !layouts.includes(path))
    .filter((path) => !visits.some((visit) => patternOf(path).test(visit)))
    .map((path) => `${walk.path} does not visit ${path}`)
}

const pathOf = (node: Node): string | undefined =>
  node.type === 'Property' && nameOf(child(node, 'key')) === 'path'
    ? nameOf(child(node, 'value'))
    : undefined

/** A string, or a template with something in the place of its expressions. */
function textOf(node: Node): string | undefined {
  if (node.type === 'Literal') return nameOf(node)
  if (node.type !== 'TemplateLiteral' || !Array.isArray(node['quasis'])) return undefined
  return node['quasis'].filter(isNode).map(cookedText).join('x')
}

const cookedText = (quasi: Node): string => {
  const value = quasi['value']
  return typeof value === 'object' && value !== null && 'cooked' in value
    ? String(value.cooked)
    : ''
}

const trim = (text: string) => text.replace(/[?#].*$/, '').replace(/^\/|\/$/g, '')

/** With or without the installation in front. */
const patternOf = (path: string) =>
  new RegExp(`^(?:[$\\w-]+/)?${trim(path).replaceAll('.', '\\.').replaceAll(/\$\w*/g, '[^/]+')}$`)
