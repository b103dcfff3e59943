import { useParams } from '@tanstack/react-router'

interface Parser<Value> {
  safeParse: (value: unknown) => { success: true; data: Value } | { success: false }
}

/**
 * A checked part of the address: `useRouteParam('deploymentId', DeploymentId)`. `undefined` when it is no such id: show
 * `<NoSuchPage />` then; no request is made with it. (The router's own `notFound()`, thrown from a lazy page, is logged
 * as an error by the browser.)
 */
export function useRouteParam<Value>(name: string, parser: Parser<Value>): Value | undefined {
  const params: Readonly<Record<string, unknown>> = useParams({ strict: false })
  const parsed = parser.safeParse(params[name])
  return parsed.success ? parsed.data : undefined
}
