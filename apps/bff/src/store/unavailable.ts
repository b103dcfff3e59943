import { ConsoleError } from '../http/console-error.ts'

type Methods = Readonly<Record<string, (...parameters: never[]) => Promise<unknown>>>

/**
 * The same methods, whose failures become `console.unavailable`: a store that cannot answer is no reason to tell anybody
 * that they are signed out, or that something does not exist. Our own refusals pass.
 */
export function failAsUnavailable<const M extends Methods>(methods: M): M {
  const wrapped = Object.entries(methods).map(([name, method]) => [
    name,
    (...parameters: never[]) => method(...parameters).catch(fail),
  ])
  // Object.fromEntries forgets which name has which method
  return Object.fromEntries(wrapped) as M
}

function fail(error: unknown): never {
  if (error instanceof ConsoleError) throw error
  throw new ConsoleError(
    'console.unavailable',
    'The console cannot use its database at the moment. You are not signed out; try again in a moment.',
    { cause: error, retryAfter: 5 },
  )
}
