// J, the judge: what the browsers were told, what ECE really did, and what the console recorded, held against each other
// (Jepsen's way of looking at a database). It knows nothing about how the console works.

/** One submission of one change, seen from the browser. */
export interface Told {
  readonly key: string
  readonly method: string
  /** Below `/api/v1`. */
  readonly path: string
  readonly body_sha256?: string | undefined
  readonly at: number
  /** Absent: no answer arrived, so the browser knows nothing. */
  ended_at?: number
  status?: number
  /** `X-ECE-Change-State`; absent on refusals before a record. */
  state?: string
  code?: string
}

/** A line of the simulator's truth log. */
export interface Truth {
  readonly at: number
  readonly method: string
  /** With `/api/v1`. */
  readonly path: string
  readonly body_sha256?: string
  readonly effect_at?: number
  readonly status?: number
}

/** What `GET /bff/changes/{key}` says at the end. */
export interface Recorded {
  readonly id: string
  readonly state: string
  readonly created_at: string
  readonly target?: string
  readonly concluded?: boolean
}

/** A record of the audit log, as `GET /bff/audit` or an export has it. */
export interface Audited {
  readonly seq: number
  readonly at: string
  readonly stage: string
  readonly event: string
  readonly action_id?: string
  readonly target?: string
  readonly state?: string
}

export interface Case {
  readonly told: readonly Told[]
  readonly truth: readonly Truth[]
  readonly recorded: readonly Recorded[]
  /** Absent: the run had no audit log to look at. */
  readonly audit?: readonly Audited[]
  /** Milliseconds by which clocks and rounding may differ. */
  readonly skew_ms?: number
}

export interface Finding {
  readonly rule: string
  readonly key: string
  readonly why: string
}

const NEVER_HAPPENED = new Set(['rejected', 'not_sent'])
const HAPPENED = new Set(['accepted', 'found'])
const OPEN = new Set(['intent', 'sending'])
const AFTER_UNKNOWN = new Set(['unknown', 'found', 'no_trace', 'accepted'])
/** ECE refused before it did anything: the same change may be sent again after a new sign-in. */
const MAY_BE_SENT_AGAIN = new Set([401, 429])

const below = (path: string) => path.replace(/^\/api\/v1(\/regions\/[^/]+)?/, '')
const nameOf = (one: { method: string; path: string; body_sha256?: string | undefined }) =>
  `${one.method} ${below(one.path)} ${one.body_sha256 ?? ''}`

/**
 * Every finding breaks one of the console's promises. Each key of `told` must have a request of its own (method, path,
 * body), or effects could not be told apart.
 */
export function judge({ told, truth, recorded, audit, skew_ms: skew = 5 }: Case): Finding[] {
  const findings: Finding[] = []
  const find = (rule: string, key: string, why: string) => findings.push({ rule, key, why })
  const keys = groupBy(told, ({ key }) => key)
  const byName = groupBy(truth, nameOf)
  const records = new Map(recorded.map((one) => [one.id, one]))
  const lines = groupBy(audit ?? [], ({ action_id: id }) => id ?? '')
  const asked = new Set<string>()

  for (const [key, submissions] of keys) {
    const [first] = submissions
    if (first === undefined) continue
    asked.add(nameOf(first))
    const sends = byName.get(nameOf(first)) ?? []
    const effects = sends.filter(({ effect_at: at }) => at !== undefined)
    const record = records.get(key)
    const state = record?.state
    if (effects.length > 1) find('one effect per key', key, `${effects.length} effects`)
    const again = sends.slice(0, -1).filter(({ status }) => !MAY_BE_SENT_AGAIN.has(status ?? 0))
    if (again.length > 0) find('sent at most once', key, `sent ${sends.length} times`)

    if (record === undefined) {
      if (sends.length > 0) find('intent before sending', key, 'sent without a record')
    } else {
      const early = sends.find(({ at }) => at + skew < Date.parse(record.created_at))
      if (early !== undefined) find('intent before sending', key, 'sent before its record')
      if (OPEN.has(record.state)) find('every intent ends', key, `left in ${record.state}`)
      if (HAPPENED.has(record.state) && effects.length === 0) {
        find('no false yes', key, `${record.state} without an effect`)
      }
      if (NEVER_HAPPENED.has(record.state) && effects.length > 0) {
        find('no false no', key, `${record.state} with an effect`)
      }
      if (record.state === 'no_trace' && effects.length > 0) {
        find('no false no', key, 'no_trace with an effect')
      }
    }
    for (const one of submissions) {
      if (one.state !== undefined && !agrees(one.state, state)) {
        find('told as recorded', key, `told ${one.state}, recorded ${state ?? 'nothing'}`)
      }
      if (one.state === undefined && isSuccess(one.status)) {
        find('told as recorded', key, `answered ${one.status} without a state`)
      }
    }
    if (audit !== undefined) judgeAudit(key, lines.get(key) ?? [], state, sends, skew, find)
  }

  for (const [name, sends] of byName) {
    const effects = sends.filter(({ effect_at: at }) => at !== undefined)
    if (!asked.has(name) && effects.length > 0) {
      find('nothing unasked', '', `${name.trim()} took effect ${effects.length} times`)
    }
  }
  if (audit !== undefined) findings.push(...judgeOrder(keys, byName, audit))
  return findings
}

const isSuccess = (status: number | undefined) => status !== undefined && status < 300

/** What a browser was told must be what is recorded, or what that became when it was looked into. */
function agrees(told: string, recorded: string | undefined): boolean {
  if (recorded === undefined) return false
  if (told === 'unknown') return AFTER_UNKNOWN.has(recorded)
  // refused for its credential, and tried again with the same key
  if (told === 'rejected') return recorded === 'rejected' || recorded !== 'not_sent'
  return told === recorded
}

type Find = (rule: string, key: string, why: string) => void

function judgeAudit(
  key: string,
  lines: readonly Audited[],
  state: string | undefined,
  sends: readonly Truth[],
  skew: number,
  find: Find,
): void {
  const has = (stage: string) => lines.find((line) => line.stage === stage)
  const intent = has('intent')
  if (state !== undefined && intent === undefined) find('on record', key, 'no intent in the audit')
  if (sends.length > 0) {
    if (has('sending') === undefined) find('on record', key, 'sent, and no sending in the audit')
    const early = sends.some(({ at }) => intent !== undefined && at + skew < Date.parse(intent.at))
    if (early) find('intent before sending', key, 'sent before its intent in the audit')
  }
  if (state === undefined || OPEN.has(state)) return
  const ends = lines.filter(({ stage }) => stage === 'outcome' || stage === 'reconcile')
  if (ends.length === 0) find('on record', key, `${state}, and no outcome in the audit`)
  const said = ends.map((line) => line.state ?? line.event)
  if (ends.length > 0 && !said.includes(state)) {
    find('on record', key, `${state}, and the audit says ${said.join(', ')}`)
  }
}

/** On one target the log tells changes in the order in which they happened. */
function judgeOrder(
  keys: ReadonlyMap<string, readonly Told[]>,
  byName: ReadonlyMap<string, readonly Truth[]>,
  audit: readonly Audited[],
): Finding[] {
  const happened = audit.flatMap(({ stage, seq, action_id: key = '', target = '' }) => {
    const [told] = stage === 'sending' ? (keys.get(key) ?? []) : []
    if (told === undefined) return []
    const truth = (byName.get(nameOf(told)) ?? []).find(({ effect_at: at }) => at !== undefined)
    return truth?.effect_at === undefined ? [] : [{ key, target, seq, at: truth.effect_at }]
  })
  return [...groupBy(happened, ({ target }) => target).values()].flatMap((list) => {
    const bySeq = list.toSorted((a, b) => a.seq - b.seq)
    return bySeq.flatMap((one, at) => {
      const before = bySeq[at - 1]
      return before !== undefined && before.at > one.at
        ? [
            {
              rule: 'order on record',
              key: one.key,
              why: `recorded after ${before.key}, done before it`,
            },
          ]
        : []
    })
  })
}

function groupBy<T>(values: readonly T[], nameFor: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const value of values) {
    const name = nameFor(value)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [value])
    else group.push(value)
  }
  return groups
}
