// Everything that goes wrong on purpose: sentinels (by name, in the world), and faults a test orders for one
// operation over the control port. Nothing here is active unless it was asked for.

/**
 * Names of deployments that appear only with `--sentinels` and look healthy until their verb is used. plans.ts
 * looks the name up here, so that a test and the world cannot disagree about what a name does.
 */
export const SENTINELS = {
  'fails-to-restart': 'Elasticsearch restarts end in an error in the middle of the rolling upgrade',
  'fails-to-shut-down': 'Shutting down ends in an error and the deployment keeps running',
  'fails-to-restore': 'Restoring ends in an error and the deployment stays stopped',
  'fails-to-snapshot': 'Every plan that takes a snapshot ends in an error at that step',
  'slow-to-restart': 'Restarts take ten times as long',
  'never-ends': 'A plan stays pending on its first waiting step until it is cancelled',
} as const

export type Sentinel = keyof typeof SENTINELS

/** The sentinel that a deployment's name stands for, if any. */
export const sentinelOf = (name: string): Sentinel | undefined =>
  // Object.hasOwn has just said that the name is one of the keys
  Object.hasOwn(SENTINELS, name) ? (name as Sentinel) : undefined

/** Where an answer breaks off: nothing is sent, only the head, or half of the body. */
export const CUTS = ['before_status', 'after_status', 'mid_body'] as const
export type Cut = (typeof CUTS)[number]

/** What shall go wrong with the next calls of one operation. */
export interface FaultOrder {
  /** As in the vendor's document (`restart-deployment-es-resource`), or `*` for every call. */
  readonly operation_id: string
  /** Only calls whose raw target holds this text. */
  readonly path_includes?: string | undefined
  /** With `status` or `body` this answer is sent instead of ECE's own. */
  readonly status?: number | undefined
  /** Text goes out as it is, anything else as JSON. Default: an error envelope with `simulator.fault`. */
  readonly body?: unknown
  readonly content_type?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Milliseconds between the work and the answer. */
  readonly delay_ms?: number | undefined
  readonly cut?: Cut | undefined
  /**
   * Whether ECE does the work although the answer goes wrong: the change happened and nobody hears of it. Default:
   * yes for delays and cuts, no when the answer is replaced.
   */
  readonly executes?: boolean | undefined
  /**
   * The connection breaks at once, and so many milliseconds later ECE does the work all the same: the change that
   * comes true after everybody stopped looking. `cut` is `before_status` then.
   */
  readonly apply_after_ms?: number | undefined
  /** How many calls; default 1. */
  readonly times?: number | undefined
}

export interface Faults {
  order(order: FaultOrder): void
  /** The order this call falls under, counted down; the oldest order goes first. */
  take(operationId: string, target: string): FaultOrder | undefined
  readonly waiting: readonly FaultOrder[]
  clear(): void
}

/** The order brings an answer of its own. */
export const replacesAnswer = ({ status, body }: FaultOrder): boolean =>
  status !== undefined || body !== undefined

export const executes = (order: FaultOrder): boolean => order.executes ?? !replacesAnswer(order)

export function createFaults(): Faults {
  let orders: { order: FaultOrder; left: number }[] = []
  return {
    order: (order) => {
      orders.push({ order, left: order.times ?? 1 })
    },
    take: (operationId, target) => {
      const found = orders.find(
        ({ order }) =>
          ['*', operationId].includes(order.operation_id) &&
          target.includes(order.path_includes ?? ''),
      )
      if (found === undefined) return undefined
      found.left -= 1
      if (found.left <= 0) orders = orders.filter((entry) => entry !== found)
      return found.order
    },
    get waiting() {
      return orders.map(({ order, left }) => ({ ...order, times: left }))
    },
    clear: () => {
      orders = []
    },
  }
}

const CHAOS: readonly Omit<FaultOrder, 'operation_id'>[] = [
  { status: 500 },
  { status: 502, body: '<html><body>Bad Gateway</body></html>', content_type: 'text/html' },
  { status: 503 },
  { delay_ms: 5000 },
  { cut: 'before_status', executes: false },
  { cut: 'after_status' },
  { cut: 'mid_body' },
]

/** `percent` of all calls go wrong in one of the ways real installations do. For people, never for tests. */
export function chaosFault(percent: number): FaultOrder | undefined {
  if (Math.random() * 100 >= percent) return undefined
  const fault = CHAOS[Math.floor(Math.random() * CHAOS.length)]
  return fault && { operation_id: '*', ...fault }
}
