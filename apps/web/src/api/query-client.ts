// The cache of what ECE said, and its few rules (house style, "Queries").
import { QueryClient } from '@tanstack/react-query'
import { isApiError, isSignedOut } from './api-error.ts'
import { isSignedIn } from './session-store.ts'

/** Two components that ask within this time share one answer. */
const STALE_MS = 2000
const KEEP_MS = 300_000

/** Worth one more try: nothing was said about the question itself, or somebody has signed in since it was asked. */
const isTransient = (error: unknown) =>
  isApiError(error) &&
  (error.status === 0 ||
    error.code === 'console.unavailable' ||
    (isSignedOut(error) && isSignedIn()))

/** Changes are no mutations of this client: actions/send-change.ts carries them, once each. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: STALE_MS,
        gcTime: KEEP_MS,
        retry: (failures, error) => failures < 1 && isTransient(error),
        retryDelay: 500,
        // `navigator.onLine` is wrong in closed networks; a failed call says more
        networkMode: 'always',
      },
    },
  })

/** What this document knows: one installation's, for as long as it is open. */
export const pageCache: QueryClient = createQueryClient()
