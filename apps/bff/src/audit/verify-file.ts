// `verify` over an exported file, on a machine that has nothing but the file and the public key.
import { createHash, type KeyObject } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { isManifestSigned } from './export.ts'
import { canonicalize, hashOf } from './seal.ts'
import { FileFields, SealedLine, textOf } from './sealed-line.ts'

const Last = z.strictObject({ manifest: FileFields, sig: z.string() })

export interface FileVerdict {
  readonly checked: number
  /** The first thing wrong, with its line; undefined when the file is whole. */
  readonly wrong?: { readonly line: number; readonly what: string }
  readonly filter?: string
  /** SHA-256 over the hashes of its records, hex; only of a whole file. */
  readonly digest?: string
  /** Names were replaced: the lines are those that were exported, and no longer what was sealed. */
  readonly isRedacted: boolean
}

/** Rejects with Node's error when the file cannot be read. */
export async function verifyFile(file: string, publicKey: KeyObject): Promise<FileVerdict> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })
  const digest = createHash('sha256')
  // only the last line says which of the two counts
  const digestOfLines = createHash('sha256')
  let changedAt: number | undefined
  let line = 0
  let checked = 0
  let manifest: z.infer<typeof Last> | undefined
  for await (const text of lines) {
    line += 1
    const wrong = (what: string) => ({ checked, wrong: { line, what }, isRedacted: false })
    if (manifest !== undefined) return wrong('something follows the signed last line')
    const json = parse(text)
    const record = SealedLine.safeParse(json).data
    if (record !== undefined) {
      // what somebody reads or searches in the file is what was sealed: no second field of the same name, no blank
      const isSealed = hashOf(record.prev, canonicalize(record.record)) === record.hash
      if (!isSealed || textOf(record) !== text) changedAt ??= line
      digest.update(record.hash)
      digestOfLines.update(text)
      checked += 1
      continue
    }
    manifest = Last.safeParse(json).data
    if (manifest === undefined || JSON.stringify(manifest) !== text) {
      return wrong('this is no record, and no signed last line')
    }
  }
  const isRedacted = manifest?.manifest['redacted'] !== undefined
  const wrong = (what: string, at = line) => ({ checked, wrong: { line: at, what }, isRedacted })
  if (changedAt !== undefined && !isRedacted) {
    return wrong('the record is not what was sealed', changedAt)
  }
  if (manifest === undefined) return wrong('the signed last line is missing: the file was cut')
  const { manifest: said, sig } = manifest
  if (!isManifestSigned(publicKey, said, sig)) return wrong('it is not signed with this key')
  if (
    said['count'] !== checked ||
    said['digest'] !== (isRedacted ? digestOfLines : digest).digest('hex')
  ) {
    return wrong('records were left out, added, changed or put in another order')
  }
  const { filter, digest: whole } = said
  return {
    checked,
    isRedacted,
    ...(typeof filter === 'string' ? { filter } : {}),
    ...(typeof whole === 'string' ? { digest: whole } : {}),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
