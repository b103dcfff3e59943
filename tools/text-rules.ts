// Rules about what may stand in a file, wherever it is.
import {
  calledName,
  child,
  isCode,
  isTest,
  memberOf,
  nameOf,
  type Node,
  parse,
  placeOf,
  type SourceFile,
} from './source.ts'

const LONGEST = 400
/** Data, not code: reading it from top to bottom is the only way to read it. */
const DATA = [
  /^packages\/api-types\/src\/operations\//,
  /^packages\/ece-simulator\/src\/seed\//,
  /vendor-operations\.ts$/,
]

export const findLongFiles = (files: readonly SourceFile[]): string[] =>
  files
    .filter((file) => isCode(file) && !DATA.some((pattern) => pattern.test(file.path)))
    .map((file) => ({ path: file.path, lines: file.text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > LONGEST)
    .map(({ path, lines }) => `${path} has ${lines} lines; split it before ${LONGEST}`)

/** A fixed wait is too short on a slow day and too long on all others. */
const WAITS = ['waitForTimeout', 'sleep', 'delay']
const TIMERS = ['setTimeout', 'setInterval']
/** `test.setTimeout(…)` is a ceiling, not a wait. */
const CLOCKS = ['window', 'globalThis', 'self']
const INTERCEPTIONS = ['route', 'routeFromHAR', 'routeWebSocket', 'unroute']

/** End-to-end tests wait on conditions, see what people see, and speak to the real servers. */
export function findShortcutsInE2e(files: readonly SourceFile[]): string[] {
  const at = (file: SourceFile, node: Node, what: string) => [
    `${placeOf(file, node.start)} ${what}`,
  ]
  return files
    .filter((file) => file.path.startsWith('e2e/') && isCode(file))
    .flatMap((file) =>
      parse(file).nodes.flatMap((node) => {
        const source = nameOf(child(node, 'source')) ?? ''
        if (/^(node:)?timers/.test(source)) return at(file, node, 'waits for a fixed time')
        const name = calledName(node) ?? ''
        if (WAITS.includes(name) || isTimer(node)) return at(file, node, 'waits for a fixed time')
        if (INTERCEPTIONS.includes(name)) return at(file, node, 'answers in the place of a server')
        if (name === 'getByTestId') return at(file, node, 'looks for what no person sees')
        return []
      }),
    )
}

function isTimer(call: Node): boolean {
  const callee = child(call, 'callee')
  const [object, name] = (callee && memberOf(callee)) ?? ['window', nameOf(callee) ?? '']
  return TIMERS.includes(name) && CLOCKS.includes(object)
}

const MARKUP = ['innerHTML', 'outerHTML', 'dangerouslySetInnerHTML', 'srcdoc']
const MARKUP_CALLS = ['insertAdjacentHTML', 'createContextualFragment']

/** ECE's answers are hostile input: nothing turns text into markup. */
export const findMarkup = (files: readonly SourceFile[]): string[] =>
  files
    .filter((file) => file.path.startsWith('apps/web/src/') && isCode(file))
    .flatMap((file) =>
      parse(file).nodes.flatMap((node) => {
        const name =
          node.type === 'JSXAttribute'
            ? nameOf(child(node, 'name'))
            : node.type === 'Property'
              ? nameOf(child(node, 'key'))
              : node.type === 'AssignmentExpression'
                ? assignedName(node)
                : undefined
        const used = MARKUP.includes(name ?? '') || MARKUP_CALLS.includes(calledName(node) ?? '')
        return used ? [`${placeOf(file, node.start)} makes markup from text`] : []
      }),
    )

const assignedName = (node: Node): string | undefined => {
  const left = child(node, 'left')
  return left === undefined ? undefined : nameOf(child(left, 'property'))
}

/** Written in two parts, so that this file does not break its own rule. */
const TLS_SWITCH = ['NODE_TLS', 'REJECT_UNAUTHORIZED'].join('_')

/** A certificate is verified or the connection is not made: a private CA has its own setting. */
export const findUnverifiedTls = (files: readonly SourceFile[]): string[] =>
  files.flatMap((file) => [
    ...(file.text.includes(TLS_SWITCH) ? [`${file.path} names ${TLS_SWITCH}`] : []),
    ...(isCode(file) ? parse(file).nodes : []).flatMap((node) => {
      if (nameOf(child(node, 'key')) !== 'rejectUnauthorized') return []
      return child(node, 'value')?.['value'] === true
        ? []
        : [`${placeOf(file, node.start)} may skip the verification`]
    }),
  ])

/** What belongs to the place where somebody worked, not to the project. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w.])\/work\//, 'names a folder of somebody’s machine'],
  [/(?<![\w.])\/(home|Users)\/(?!node\b)\w+\//, 'names a folder of somebody’s machine'],
  [
    /https?:\/\/[\w.-]*(registry|artifactory|nexus|verdaccio|npmjs)[\w.-]*/i,
    'names a package registry',
  ],
]

export const findForeignWords = (files: readonly SourceFile[]): string[] =>
  files.flatMap((file) =>
    file.text
      .split('\n')
      .flatMap((line, index) =>
        FOREIGN.filter(([pattern]) => pattern.test(line)).map(
          ([, what]) => `${file.path}:${index + 1} ${what}`,
        ),
      ),
  )

/** Far more than any test of ours spells out. */
const MANY_OPERATIONS = 20

/** The vendor's documents are read from outside (`ECE_SPEC_DIR`); they are not ours to publish. */
export const findVendorDocuments = (files: readonly SourceFile[]): string[] =>
  files
    .filter((file) => /\.(json|ya?ml)$/.test(file.path))
    .filter(
      ({ text }) =>
        /"?swagger"?\s*:\s*["']?2\.0/.test(text) ||
        (text.match(/"?operationId"?\s*:/g)?.length ?? 0) > MANY_OPERATIONS,
    )
    .map((file) => `${file.path} looks like a vendor's API document`)

/**
 * A cast, a `!` or a switched-off check says why it holds: on its line or just above. Tests are spared, since there
 * a cast says what the test knows about its own data.
 */
export const findUnexplained = (files: readonly SourceFile[]): string[] =>
  files
    .filter((file) => isCode(file) && !isTest(file))
    .flatMap((file) => {
      const lineOf = (offset: number) => file.text.slice(0, offset).split('\n').length
      const { nodes, comments } = parse(file)
      const explained = new Set<number>()
      for (const { start, end } of comments) {
        for (let line = lineOf(start); line <= lineOf(end) + REACH; line += 1) explained.add(line)
      }
      const casts = nodes.filter(
        (node) => isCast(node) && ![node.start, node.end].some((at) => explained.has(lineOf(at))),
      )
      const switches = comments.filter(({ start, end }) => SWITCH.test(file.text.slice(start, end)))
      return [
        ...casts.map((node) => `${placeOf(file, node.end)} casts without a reason in a comment`),
        ...switches.map(
          ({ start }) => `${placeOf(file, start)} switches a check off without a reason`,
        ),
      ]
    })

/** Lines below a comment that it still speaks of: the formatter may break the one it was written above. */
const REACH = 2

/** A directive that ends without `-- reason` (lint) or without any text (types). */
const SWITCH = /(ox|es)lint-disable(?!.* -- \S)|@ts-(expect-error|ignore|nocheck)\s*(\*\/)?$/

const isCast = (node: Node): boolean =>
  node.type === 'TSNonNullExpression' ||
  (node.type === 'TSAsExpression' && !isConst(child(node, 'typeAnnotation')))

const isConst = (type: Node | undefined): boolean =>
  type !== undefined && nameOf(child(type, 'typeName')) === 'const'
