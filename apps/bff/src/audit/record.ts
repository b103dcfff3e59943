// One record, as it is sealed, stored and read back.
import { z } from 'zod'
import type { AuditRecord } from '@ece/api-types/bff'
import type { AuditTable } from '../store/schema.ts'
import type { AuditEntry } from './entry.ts'
import { canonicalize, hashOf, type Plain, type Seal } from './seal.ts'

/** ECE's answers and browsers' headers end up in records: each text is cut here, whatever it was elsewhere. */
const LONGEST = 2_048
const MOST = 100

/** Halves of surrogate pairs are no Unicode; PostgreSQL takes neither them nor a zero. */
const clean = (text: string): string =>
  (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll('\0', '\ufffd')

const cleanValue = (value: Plain[string]): Plain[string] => {
  if (typeof value === 'string') return clean(value)
  return typeof value === 'object' ? value.slice(0, MOST).map(clean) : value
}

export interface Place {
  readonly chain: string
  readonly seq: number
  /** Hash of the record before. */
  readonly prev: string
  readonly at: number
  readonly boot: string
  /** Milliseconds since that process began, by a clock that nobody sets. */
  readonly mono: number
  readonly eventId: string
}

/**
 * The row of `entry` at its place in the chain. With `next`, the key that takes over, it carries both seals, each as
 * `old+new`.
 */
export function makeRow(entry: AuditEntry, place: Place, seal: Seal, next?: Seal): AuditTable {
  const { chain, seq, prev, at, boot, mono, eventId } = place
  // a record of the log's own fields cannot be passed off as one of the entry's
  const fields: Plain = { ...entry, chain, seq, at, boot, mono_ms: mono, event_id: eventId }
  const record = canonicalize(
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, cleanValue(value)])),
  )
  const hash = hashOf(prev, record)
  return {
    ...columnsOf(readRecord(record)),
    record,
    prev,
    hash,
    kid: next === undefined ? seal.kid : `${seal.kid}+${next.kid}`,
    mac: next === undefined ? seal.mac(hash) : `${seal.mac(hash)}+${next.mac(hash)}`,
  }
}

const Text = z.exactOptional(z.string())
const Texts = z.exactOptional(z.array(z.string()))
const Whole = z.exactOptional(z.int())
/** What is in `record`; fields of a newer console are kept. */
const Stored = z.looseObject({
  seq: z.int(),
  at: z.int(),
  event_id: z.string(),
  chain: z.string(),
  boot: z.string(),
  mono_ms: Whole,
  stage: z.string(),
  event: z.string(),
  action_id: Text,
  installation: Text,
  user_name: Text,
  auth: Text,
  roles: Texts,
  session: Text,
  cred_fp: Text,
  ip: Text,
  ua_class: Text,
  request_id: Text,
  operation: Text,
  method: Text,
  path: Text,
  target: Text,
  target_name: Text,
  request_hash: Text,
  reason: Text,
  ticket: Text,
  seen_version: Text,
  checked_version: Text,
  confirm: Text,
  state: Text,
  status: Whole,
  codes: Texts,
  plan_attempt_id: Text,
  latency_ms: Whole,
  attempt: Whole,
  upstream_date: Text,
  evidence: Text,
  job_id: Text,
  count: Whole,
  from_seq: Whole,
  to_seq: Whole,
  first_hash: Text,
  last_hash: Text,
  old_key: Text,
  new_key: Text,
})
export type StoredRecord = z.infer<typeof Stored>

/** Throws when `text` is no record. */
export const readRecord = (text: string): StoredRecord => Stored.parse(JSON.parse(text))

type Columns = Omit<AuditTable, 'record' | 'prev' | 'hash' | 'kid' | 'mac'>

/** The columns beside the record; whatever else they say is a lie that `verify` finds. */
export const columnsOf = (record: StoredRecord): Columns => ({
  seq: record.seq,
  event_id: record.event_id,
  at: record.at,
  stage: record.stage,
  event: record.event,
  outcome: record.stage === 'refusal' ? 'refused' : (record.state ?? record.event),
  action_id: record.action_id ?? null,
  installation: record.installation ?? null,
  user_name: record.user_name ?? null,
  operation: record.operation ?? null,
  target: record.target ?? null,
  target_name: record.target_name ?? null,
})

/** As browsers get it. Throws when the row holds no record. */
export function toAuditRecord({ record, hash }: Pick<AuditTable, 'record' | 'hash'>): AuditRecord {
  const { at, ...stored } = readRecord(record)
  return { ...stored, at: new Date(at).toISOString(), hash }
}
