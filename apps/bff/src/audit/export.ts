// The log as a file that somebody takes along. JSON lines carry all it takes to prove them, and end with a signed line
// about the whole; CSV is for reading.
import { createHash, type KeyObject } from 'node:crypto'
import type { AuditTable } from '../store/schema.ts'
import { readRecord } from './record.ts'
import { createRedaction } from './redact.ts'
import { canonicalize, isSignedBy, type Plain, type Seal } from './seal.ts'
import { toLine } from './sealed-line.ts'

export type ExportFormat = 'jsonl' | 'csv'

export interface ExportFacts {
  readonly chain: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** In words, such as `user=ada outcome=rejected`; empty for the whole log. */
  readonly filter: string
}

/** What the last line of an export is about. */
type Manifest = Plain & {
  readonly chain: string
  readonly at: number
  readonly filter: string
  readonly count: number
  readonly first_seq?: number
  readonly last_seq?: number
  /** SHA-256 over the hashes of all lines in their order, hex. */
  readonly digest: string
  readonly kid: string
  /** What was replaced in the records; then `digest` is over the lines as they stand in the file. */
  readonly redacted?: 'users'
}

const manifestText = (manifest: Plain): string => `ece-audit-export-v1${canonicalize(manifest)}`
export const isManifestSigned = (key: KeyObject, manifest: Plain, signature: string): boolean =>
  isSignedBy(key, manifestText(manifest), signature)

/** Text of the file, page by page. With `names`, these and whatever else leads to a person are replaced. */
export async function* writeExport(
  pages: AsyncIterable<readonly AuditTable[]>,
  format: ExportFormat,
  facts: ExportFacts,
  seal: Seal,
  names?: readonly string[],
): AsyncGenerator<string> {
  const redact = names === undefined ? undefined : createRedaction(names)
  if (format === 'csv') yield `\uFEFF${toCsvLine([...COLUMNS, 'hash'])}`
  const digest = createHash('sha256')
  let count = 0
  let first: number | undefined
  let last: number | undefined
  for await (const rows of pages) {
    count += rows.length
    first ??= rows[0]?.seq
    last = rows.at(-1)?.seq
    const shown = redact === undefined ? rows : rows.map((row) => redact(row))
    const lines = shown.map(format === 'csv' ? toCsv : toJsonLine)
    for (const [index, { hash }] of rows.entries()) {
      digest.update(redact === undefined ? hash : (lines[index]?.trimEnd() ?? ''))
    }
    yield lines.join('')
  }
  if (format === 'csv') return
  const bounds =
    first === undefined || last === undefined ? {} : { first_seq: first, last_seq: last }
  const manifest: Manifest = {
    ...facts,
    count,
    ...bounds,
    digest: digest.digest('hex'),
    kid: seal.kid,
    ...(redact === undefined ? {} : { redacted: 'users' as const }),
  }
  yield `${JSON.stringify({ manifest, sig: seal.sign(manifestText(manifest)) })}\n`
}

export const toJsonLine = (row: AuditTable): string => `${toLine(row)}\n`

const COLUMNS = [
  'seq',
  'at',
  'stage',
  'event',
  'state',
  'installation',
  'user_name',
  'auth',
  'roles',
  'session',
  'cred_fp',
  'ip',
  'ua_class',
  'request_id',
  'action_id',
  'job_id',
  'operation',
  'method',
  'path',
  'target',
  'target_name',
  'reason',
  'ticket',
  'confirm',
  'seen_version',
  'checked_version',
  'request_hash',
  'status',
  'codes',
  'plan_attempt_id',
  'upstream_date',
  'latency_ms',
  'attempt',
  'evidence',
  'count',
  'from_seq',
  'to_seq',
] as const

function toCsv({ record, hash }: AuditTable): string {
  const fields = readRecord(record)
  return toCsvLine([
    ...COLUMNS.map((name) => {
      if (name === 'at') return new Date(fields.at).toISOString()
      const value = fields[name]
      return typeof value === 'object' ? value.join(' ') : value
    }),
    hash,
  ])
}

/** A spreadsheet runs what begins so as a formula (OWASP, "CSV Injection"); an apostrophe in front makes it text. */
const FORMULA = /^[=+\-@\t\r\0]/
const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$/

function toCsvLine(values: readonly (string | number | undefined)[]): string {
  const fields = values.map((value) => {
    if (typeof value !== 'string') return value === undefined ? '' : String(value)
    const safe = FORMULA.test(value) ? `'${value}` : value
    return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  })
  return `${fields.join(',')}\r\n`
}
