// Where the audit log goes besides the database, and how much room is kept for it.
import { join, resolve } from 'node:path'
import type { Report } from './problems.ts'

export interface AuditSettings {
  /** Where checkpoints are appended; best on another disk than the database. */
  readonly checkpointFile: string
  /** Of the disk under the SQLite file; absent or 0: none. */
  readonly auditReserveBytes?: number
  /** A second copy of every record; best on another disk. */
  readonly auditSecondFile?: { readonly file: string; readonly mode: 'any' | 'all' }
}

const MEGABYTE = 1024 * 1024
const RESERVE_MB = 32
const MOST_MB = 4_096

/** `read` answers a variable, `undefined` when it is not set. */
export function readAuditSettings(
  read: (name: string) => string | undefined,
  dataDir: string,
  report: Report,
): AuditSettings {
  const file = read('AUDIT_SECOND_FILE')
  const mode = read('AUDIT_SECOND_FILE_MODE') ?? 'any'
  if (mode !== 'any' && mode !== 'all') {
    report(
      'AUDIT_SECOND_FILE_MODE',
      `"${mode}" is no mode.`,
      'Use any (the file follows as it can) or all (no change without its record in the file).',
    )
  } else if (file === undefined && read('AUDIT_SECOND_FILE_MODE') !== undefined) {
    report('AUDIT_SECOND_FILE_MODE', 'is set, but AUDIT_SECOND_FILE is not.', 'Set both, or none.')
  }
  const megabytes = read('AUDIT_RESERVE_MB') ?? String(RESERVE_MB)
  if (!/^\d{1,4}$/.test(megabytes) || Number(megabytes) > MOST_MB) {
    report(
      'AUDIT_RESERVE_MB',
      `"${megabytes}" is no number of megabytes.`,
      `Give a whole number from 0 (nothing is kept) to ${MOST_MB}.`,
    )
  }
  return {
    checkpointFile: resolve(
      read('AUDIT_CHECKPOINT_FILE') ?? join(dataDir, 'audit-checkpoints.jsonl'),
    ),
    auditReserveBytes: Number(megabytes) * MEGABYTE,
    ...(file === undefined
      ? {}
      : { auditSecondFile: { file: resolve(file), mode: mode === 'all' ? 'all' : 'any' } }),
  }
}
