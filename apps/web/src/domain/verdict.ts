// How findings become one verdict: the most important one gives the word, the others follow in order.
export type HealthKind = 'ok' | 'busy' | 'warn' | 'bad' | 'off'

/** From most to least important. Whatever stops requests stands before whatever may stop them. */
export const REASON_CODES = [
  'shards_unavailable',
  'no_master',
  'nothing_running',
  'unhealthy',
  'changing',
  'plan_failed',
  'waiting',
  'stopped',
  'instances_down',
  'blocked',
  'replicas_missing',
  'maintenance_mode',
  'pressure',
  'snapshot_old',
  'no_snapshot',
  'no_repository',
  'single_zone',
] as const
export type ReasonCode = (typeof REASON_CODES)[number]

export interface Reason {
  readonly code: ReasonCode
  /** `note`: worth knowing, but nothing is wrong. */
  readonly kind: HealthKind | 'note'
  /** What the verdict is called when this reason leads: `Unhealthy`, `Plan failed`. */
  readonly word: string
  /** One clause with numbers: `2 shards unavailable`. */
  readonly text: string
}

export interface Verdict {
  readonly kind: HealthKind
  readonly word: string
  /** Most important first; the first one belongs to `word`, unless it is a note. */
  readonly reasons: readonly Reason[]
}

const rank = ({ code, kind }: Reason) =>
  // notes never hide a finding
  REASON_CODES.indexOf(code) + (kind === 'note' ? REASON_CODES.length : 0)

export const sortReasons = (reasons: readonly Reason[]): Reason[] =>
  reasons.toSorted((a, b) => rank(a) - rank(b))

/** `fallback` is the verdict when there is nothing but notes. */
export function toVerdict(
  reasons: readonly Reason[],
  fallback: { readonly kind: HealthKind; readonly word: string },
): Verdict {
  const sorted = sortReasons(reasons)
  const lead = sorted[0]
  if (lead === undefined || lead.kind === 'note') return { ...fallback, reasons: sorted }
  return { kind: lead.kind, word: lead.word, reasons: sorted }
}

/** What to say beside the word: the first reason that adds something; `undefined` when the word says it all. */
export const detailOf = ({ word, reasons }: Verdict): string | undefined =>
  reasons.find(({ text }) => text !== word)?.text
