// From a request line to an operation: both path forms, the generation's own set of operations, and vendor
// operations without a handler, which must be told apart from paths that ECE does not have.
import { createMatcher, type Method, type Operation, z } from '@ece/api-types'
import type { Generation } from './context.ts'
import { rows } from './rows.ts'
import { type VendorOperation, vendorOperations } from './vendor-operations.ts'

/** A self-hosted ECE has exactly this one. */
export const REGION = 'ece-region'

export interface Route {
  readonly operation: Operation
  readonly params: Readonly<Record<string, string>>
  readonly search: URLSearchParams
  /** `false`: the vendor has it, the simulator has no handler for it. */
  readonly implemented: boolean
}

export interface Router {
  /** `target` is the raw request target. `undefined`: ECE does not have it either. */
  match(method: string, target: string): Route | undefined
  /** Methods a target answers to, for `OPTIONS`. */
  methodsOf(target: string): readonly Method[]
}

const METHODS: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

const knownRows = new Map<string, Operation>(Object.values(rows).map((row) => [row.id, row]))

function isAtLeast(generation: Generation, version: string): boolean {
  const [major = 0, minor = 0] = generation.split('.').map(Number)
  const [wantedMajor = 0, wantedMinor = 0] = version.split('.').map(Number)
  return major === wantedMajor ? minor >= wantedMinor : major > wantedMajor
}

const stub = ({ method, path, operationId }: VendorOperation): Operation => ({
  method,
  path,
  id: operationId,
  name: operationId,
  summary: operationId,
  params: {},
  query: {},
  bodyOptional: true,
  response: z.unknown(),
  roles: [],
  danger: 'read',
  travel: 'server',
  timeout: 0,
  maxBytes: 0,
})

/** The path inside a proxied resource has slashes of its own, which one placeholder cannot hold. */
const foldProxyPath = (pathname: string) =>
  pathname.replace(
    /^(\/(?:deployments|clusters)\/.+?\/proxy\/)(.+)$/,
    (_, before: string, rest: string) => before + rest.replaceAll('/', '%2F'),
  )

/** Below `/api/v1`, or `undefined` for a target outside the API or an unknown region. */
function belowBase(pathname: string): string | undefined {
  const [, below] = /^\/api\/v1(\/.*)$/.exec(pathname) ?? []
  if (below === undefined) return undefined
  const [, region, regional] = /^\/regions\/([^/]*)(\/.*)?$/.exec(below) ?? []
  if (region === undefined) return foldProxyPath(below)
  // Reply for an unknown region is not established (ece-behaviour 1.1); it is no path of this ECE
  return region === REGION && regional !== undefined ? foldProxyPath(regional) : undefined
}

export function createRouter(generation: Generation): Router {
  const implemented = new Set<Operation>()
  const served = vendorOperations
    .filter(({ generations }) => generations.includes(generation))
    .map((vendor) => {
      const row = knownRows.get(vendor.operationId)
      if (row === undefined) return stub(vendor)
      if (row.since !== undefined && !isAtLeast(generation, row.since)) return stub(vendor)
      implemented.add(row)
      return row
    })
  const find = createMatcher(served)

  const match = (method: string, target: string): Route | undefined => {
    const [pathname = '', ...query] = target.split('?')
    const below = belowBase(pathname)
    const matched = below === undefined ? undefined : find(method, below)
    return (
      matched && {
        ...matched,
        search: new URLSearchParams(query.join('?')),
        implemented: implemented.has(matched.operation),
      }
    )
  }
  return {
    match,
    methodsOf: (target) => METHODS.filter((method) => match(method, target) !== undefined),
  }
}
