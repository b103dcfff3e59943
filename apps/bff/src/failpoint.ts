// Named places at which a test may end, stop, slow or break this process. Built into `vite build --mode faults` only: the
// shipped bundle has neither the names nor the code (tools/faults/bundle.test.ts looks).

/** `true` in a build for fault tests; nothing defines it anywhere else. */
declare const __FAILPOINTS__: boolean | undefined

const ACTIONS = ['kill9', 'stop', 'throw', 'sleep'] as const
type Action = (typeof ACTIONS)[number]

interface Order {
  readonly name: string
  /** Which passing of the point is meant, from 1; 0 means every one. */
  readonly hit: number
  readonly action: Action
  /** Of a sleep. */
  readonly ms: number
}

const DEFAULT_SLEEP_MS = 1_000

let orders: readonly Order[] | undefined
const passed = new Map<string, number>()

/** `FAILPOINTS=name:hit:action[:ms],…`; throws on what it does not understand: a test that does nothing must not pass. */
function readOrders(text: string): Order[] {
  return text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', hit = '', word = '', ms] = part.split(':')
      const action = ACTIONS.find((known) => known === word)
      if (action === undefined || !/^\d+$/.test(hit)) throw new Error(`no failpoint: ${part}`)
      return { name, hit: Number(hit), action, ms: Number(ms ?? DEFAULT_SLEEP_MS) }
    })
}

function act({ name, action, ms }: Order): void {
  switch (action) {
    case 'kill9':
      // does not come back: the process is gone before the next instruction
      process.kill(process.pid, 'SIGKILL')
      return
    case 'stop':
      process.kill(process.pid, 'SIGSTOP')
      return
    case 'throw':
      throw new Error(`failpoint ${name}`)
    case 'sleep':
      // the whole process, as a long collection of garbage or a busy host would
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
  }
}

/** Does what `FAILPOINTS` orders at this point, in a build for fault tests; nothing in any other. */
export function failpoint(name: string): void {
  if (typeof __FAILPOINTS__ === 'undefined' || !__FAILPOINTS__) return
  orders ??= readOrders(process.env.FAILPOINTS ?? '')
  const count = (passed.get(name) ?? 0) + 1
  passed.set(name, count)
  const order = orders.find((one) => one.name === name && (one.hit === 0 || one.hit === count))
  if (order !== undefined) act(order)
}
