import { notFound, useParams } from '@tanstack/react-router'

interface Parser<Value> {
  safeParse: (value: unknown) => { success: true; data: Value } | { success: false }
}

/**
 * A checked part of the address: `useRouteParam('deploymentId', DeploymentId)`. An id that is no id is "page not found",
 * and no request is made with it.
 */
export function useRouteParam<Value>(name: string, parser: Parser<Value>): Value {
  const params: Readonly<Record<string, unknown>> = useParams({ strict: false })
  const parsed = parser.safeParse(params[name])
  if (!parsed.success) throw notFound()
  return parsed.data
}
