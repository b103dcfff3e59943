// Conditions on many fields at once (`*`, `metadata.*`). What names there are shows only in the documents, so a tree of
// them grows while documents are searched; each name is judged once and not for every document.
import type { Probe } from './leaves.ts'
import { type Doc, isScalar, MISS, type Scalar } from './values.ts'

type Score = (probe: Probe) => number

interface FieldNode {
  readonly name: string
  /** Undefined for a field that nobody asked for. */
  readonly score: Score | undefined
  readonly isHidden: boolean
  readonly children: Map<string, FieldNode>
  /** Of the document that is being searched; emptied after each. */
  readonly values: Scalar[]
}

/**
 * Answers the best score of any field below `rootName` for which `scoreOf` has one. Fields under `hidden` names belong
 * to other documents.
 */
export function createFieldTree(
  rootName: string,
  hidden: readonly string[],
  scoreOf: (name: string) => Score | undefined,
) {
  const grow = (name: string): FieldNode => ({
    name,
    score: scoreOf(name),
    isHidden: hidden.includes(name),
    children: new Map(),
    values: [],
  })
  const root = grow(rootName)

  function collect(node: unknown, field: FieldNode, touched: FieldNode[]): void {
    if (Array.isArray(node)) for (const item of node) collect(item, field, touched)
    else if (isScalar(node)) {
      if (field.score === undefined) return
      if (field.values.length === 0) touched.push(field)
      field.values.push(node)
    } else if (typeof node === 'object' && node !== null && !field.isHidden) {
      for (const key of Object.keys(node)) {
        let child = field.children.get(key)
        if (child === undefined) {
          child = grow(field.name === '' ? key : `${field.name}.${key}`)
          field.children.set(key, child)
        }
        // an object that is neither null nor an array
        collect((node as Doc)[key], child, touched)
      }
    }
  }

  return (node: unknown): number => {
    const touched: FieldNode[] = []
    collect(node, root, touched)
    let best = MISS
    for (const { score, values } of touched) {
      const one = score?.((test) => {
        let bestValue = MISS
        for (const value of values) bestValue = Math.max(bestValue, test(value))
        return bestValue
      })
      best = Math.max(best, one ?? MISS)
      values.length = 0
    }
    return best
  }
}
