// Finds the row of a request. Used by the console's server and by the simulator, so that both agree with
// `buildRequest` on what a path means.
import type { Method, Operation } from './operation.ts'

export interface Match<Op extends Operation = Operation> {
  readonly operation: Op
  /** Still text and percent-decoded once; the row's schemas have not seen it. */
  readonly params: Readonly<Record<string, string>>
}

interface Node<Op extends Operation> {
  readonly literal: Map<string, Node<Op>>
  placeholder?: { readonly node: Node<Op> }
  readonly rows: Map<Method, { readonly operation: Op; readonly names: readonly string[] }>
}

const node = <Op extends Operation>(): Node<Op> => ({ literal: new Map(), rows: new Map() })

/**
 * Compiles rows to a matcher: `(method, pathname below /api/v1) → row and raw parameters`. A literal segment wins
 * over a placeholder (`/deployments/templates` over `/deployments/{deployment_id}`). Answers `undefined` for an
 * unknown path, a wrong method, and a segment that does not decode.
 */
export function createMatcher<Op extends Operation>(operations: Iterable<Op>) {
  const root = node<Op>()
  for (const operation of operations) {
    let at = root
    const names: string[] = []
    for (const segment of operation.path.split('/').slice(1)) {
      const name = /^\{(\w+)\}$/.exec(segment)?.[1]
      if (name === undefined) {
        const next = at.literal.get(segment) ?? node<Op>()
        at.literal.set(segment, next)
        at = next
      } else {
        names.push(name)
        at.placeholder ??= { node: node<Op>() }
        at = at.placeholder.node
      }
    }
    at.rows.set(operation.method, { operation, names })
  }

  const walk = (
    at: Node<Op>,
    segments: readonly string[],
    index: number,
    method: Method,
    values: readonly string[],
  ): Match<Op> | undefined => {
    const segment = segments[index]
    if (segment === undefined) {
      const row = at.rows.get(method)
      if (row === undefined) return undefined
      const params = Object.fromEntries(row.names.map((name, i) => [name, values[i] ?? '']))
      return { operation: row.operation, params }
    }
    const literal = at.literal.get(segment)
    const exact = literal && walk(literal, segments, index + 1, method, values)
    if (exact !== undefined) return exact
    if (at.placeholder === undefined || segment === '') return undefined
    const value = decode(segment)
    if (value === undefined) return undefined
    return walk(at.placeholder.node, segments, index + 1, method, [...values, value])
  }

  return (method: string, pathname: string): Match<Op> | undefined =>
    pathname.startsWith('/')
      ? // an unknown method finds no row in any node's map
        walk(root, pathname.split('/').slice(1), 0, method as Method, [])
      : undefined
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
