// All the ways in which a call to ECE goes wrong, one per change: on the wire (the proxy) and in ECE itself (its scripts).
import type { Click, Operator } from './operator.ts'
import type { Trouble } from './proxy.ts'
import type { Random } from './random.ts'
import { inParallel, type Script, type World } from './world.ts'

const OPERATION = 'restart-deployment-es-resource'

/** Requests and answers of a restart are a few hundred bytes long; beyond the end nothing is cut. */
const LONGEST_REQUEST = 420
const LONGEST_ANSWER = 420
const LATE_MS = 2_000

type Fault =
  | { readonly name: string; readonly trouble: Trouble }
  | { readonly name: string; readonly script: Omit<Script, 'operation_id'> }

const wire = (name: string, trouble: Trouble): Fault => ({ name, trouble })
const script = (name: string, order: Omit<Script, 'operation_id'>): Fault => ({
  name,
  script: order,
})

const FAULTS: readonly ((random: Random) => Fault)[] = [
  ({ between }) =>
    wire('request cut', {
      kind: 'limit',
      direction: 'request',
      bytes: between(0, LONGEST_REQUEST),
    }),
  ({ between }) =>
    wire('answer cut', { kind: 'limit', direction: 'answer', bytes: between(0, LONGEST_ANSWER) }),
  () => wire('cut after the request', { kind: 'cutAfterRequest' }),
  () => wire('cut after the status line', { kind: 'cutAfterStatus' }),
  ({ between }) => wire('reset', { kind: 'reset', after_ms: between(0, 12) }),
  ({ between }) => wire('in slices', { kind: 'slice', bytes: between(1, 9) }),
  ({ between }) => wire('slow', { kind: 'latency', ms: between(1, 80), jitter: 40 }),
  () => script('cut, not done', { cut: 'before_status', executes: false }),
  () => script('done, then cut', { cut: 'before_status', executes: true }),
  () => script('done, head only', { cut: 'after_status' }),
  () => script('done, half an answer', { cut: 'mid_body' }),
  ({ between }) => script('done late', { apply_after_ms: between(50, LATE_MS) }),
  ({ pick }) => script('5xx, not done', { status: pick([500, 502, 503, 504]), executes: false }),
  ({ pick }) => script('5xx, done', { status: pick([500, 502, 503, 504]), executes: true }),
  ({ pick }) => script('4xx, not done', { status: pick([403, 409, 412, 422, 429]) }),
  () => script('bad JSON, done', { status: 200, body: '{"id":', executes: true }),
  () =>
    script('HTML from a proxy, done', {
      status: 502,
      body: '<html>Bad Gateway</html>',
      content_type: 'text/html',
      executes: true,
    }),
]

/** Those after which nobody can know at first. */
const UNKNOWN = new Set([
  'cut after the request',
  'cut, not done',
  'done, then cut',
  '5xx, done',
  '5xx, not done',
])

export interface Cuts {
  /** What was done to a change. */
  readonly faultOf: ReadonlyMap<string, string>
}

const AT_ONCE = 8

/** `rounds` changes, each on a deployment of its own, each with one fault. */
export async function cutCalls(
  world: World,
  crew: readonly Operator[],
  rounds: number,
  which: 'all' | 'unknown' = 'all',
): Promise<Cuts> {
  const faultOf = new Map<string, string>()
  const { random } = world
  const clicks = Array.from({ length: rounds }, () => world.nextClick())
  await inParallel(clicks, AT_ONCE, async (click, worker) => {
    const fault = drawFault(random, which)
    faultOf.set(click.key, fault.name)
    await clickUnder(world, crew[worker % crew.length], click, fault)
  })
  return { faultOf }
}

function drawFault(random: Random, which: 'all' | 'unknown'): Fault {
  for (;;) {
    const fault = random.pick(FAULTS)(random)
    if (which === 'all' || UNKNOWN.has(fault.name)) return fault
  }
}

async function clickUnder(world: World, by: Operator | undefined, click: Click, fault: Fault) {
  if ('script' in fault) {
    await world.script({ operation_id: OPERATION, path_includes: click.path, ...fault.script })
    await by?.click(click)
    return
  }
  const takeBack = world.proxy.order({ trouble: fault.trouble, match: click.path, times: 1 })
  await by?.click(click)
  takeBack()
}
