// A line of an export or of the second file: a record as it was sealed, and its seal.
import { z } from 'zod'
import type { AuditTable } from '../store/schema.ts'
import { canonicalize } from './seal.ts'

type Sealed = Pick<AuditTable, 'record' | 'prev' | 'hash' | 'kid' | 'mac'>

/** What a file may hold as a value of a record or of an export's last line. */
export const FileFields = z.record(z.string(), z.union([z.string(), z.int(), z.array(z.string())]))

/** As read from a file. What else stands in the line shows when it is compared with `textOf`. */
export const SealedLine = z.looseObject({
  record: FileFields,
  prev: z.string(),
  hash: z.string(),
  kid: z.string(),
  mac: z.string(),
})

/** Without a line break. The record is canonical JSON already, and goes as it is. */
export const toLine = ({ record, prev, hash, kid, mac }: Sealed): string =>
  `{"record":${record},${JSON.stringify({ prev, hash, kid, mac }).slice(1)}`

/** The line as we would have written it. */
export const textOf = (line: z.infer<typeof SealedLine>): string =>
  toLine({ ...line, record: canonicalize(line.record) })
