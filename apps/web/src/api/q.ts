// The only maker of query keys and options: [installation, row name, input]. Loaders and components pass the same
// `q(…)`, so that a key cannot be written twice.
import { hashKey } from '@tanstack/react-query'
import { callWithAge } from './call.ts'
import { currentInstallation } from './installation.ts'
import type {
  InfiniteData,
  QueryFunctionContext,
  QueryKey,
  UseInfiniteQueryOptions,
  UseQueryOptions,
} from '@tanstack/react-query'
import type { AnyInput, Input, Operation, Output } from '@ece/api-types'

const fetchedTimes = new Map<string, number>()
const polled = new Set<string>()

/** When the console read this answer from ECE; milliseconds, as `now()` counts them. */
export const fetchedAt = (key: QueryKey): number | undefined => fetchedTimes.get(hashKey(key))

/** Runs a refetch whose requests say that nobody asked for them (`X-ECE-Background`). */
export async function asPoll(key: QueryKey, refetch: () => Promise<unknown>): Promise<void> {
  const hash = hashKey(key)
  polled.add(hash)
  try {
    await refetch()
  } finally {
    polled.delete(hash)
  }
}

/** Nobody asked for this answer: for reads that are no row of the table (jobs.ts). */
export const isPoll = (key: QueryKey): boolean => polled.has(hashKey(key))

/** Options of one read; fits `useLive`, and react-query's `prefetchQuery` and `ensureQueryData`. */
export type Read<Data> = UseQueryOptions<Data> & {
  readonly queryKey: QueryKey
  readonly queryFn: (context: QueryFunctionContext) => Promise<Data>
}
/** Options of a read in pages; fits `useLivePages` and `prefetchInfiniteQuery`. */
export type PagedRead<Data> = UseInfiniteQueryOptions<
  Data,
  Error,
  InfiniteData<Data, AnyInput>,
  QueryKey,
  AnyInput
> & { readonly queryKey: QueryKey }

async function read<Data>(
  operation: Operation,
  input: AnyInput,
  { queryKey, signal }: Pick<QueryFunctionContext, 'queryKey' | 'signal'>,
): Promise<Data> {
  const hash = hashKey(queryKey)
  const answer = await callWithAge(operation, input, { signal, background: polled.has(hash) })
  fetchedTimes.set(hash, answer.fetchedAt)
  // the server has checked the answer against the row's schema (502 console.contract_mismatch)
  return answer.data as Data
}

const keyOf = (operation: Operation, input: unknown): QueryKey => [
  currentInstallation().id,
  operation.name,
  input,
]

/** One read: `useLive(q(operations.getDeployment, { params: { deployment_id } }))`. */
export const q = <Op extends Operation>(operation: Op, input: Input<Op>): Read<Output<Op>> => ({
  queryKey: keyOf(operation, input),
  // Input<Op> is AnyInput with the row's own names; generic code cannot see that
  queryFn: (context) => read(operation, input as AnyInput, context),
})

/**
 * A read in pages. `next` answers the part of the input that differs for the page after `last`, such as
 * `{ body: { ...body, cursor } }`, and `undefined` after the last page.
 */
export const qPages = <Op extends Operation>(
  operation: Op,
  input: Input<Op>,
  next: (last: Output<Op>, pages: readonly Output<Op>[]) => AnyInput | undefined,
): PagedRead<Output<Op>> => ({
  queryKey: [...keyOf(operation, input), 'pages'],
  // same reason as in `q`
  queryFn: (context) => read(operation, { ...(input as AnyInput), ...context.pageParam }, context),
  initialPageParam: {},
  getNextPageParam: (last, pages) => next(last, pages),
})
