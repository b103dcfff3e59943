// The whole object for the JSON tab, unknown members included, with secret-looking values replaced. Works on the bytes
// like the projection does, so a deployment of several megabytes does not stop the others.
import { rememberKeys } from './json-keys.ts'
import {
  broken,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  cutOut,
  enter,
  finishScan,
  isLong,
  isNumber,
  isPrototypeKey,
  isString,
  isWord,
  OPEN_ARRAY,
  OPEN_OBJECT,
  parseSlice,
  readAll,
  replace,
  scalarEnd,
  skipSpace,
  skipValue,
  startScan,
  stringEnd,
  valueStart,
  type Reading,
  type Scan,
} from './json-scan.ts'
import { isSecretName, isSettingsName, MASK, maskSettings, maskText } from './secrets.ts'

/** What a key says about its value. */
type Judgement = 'plain' | 'secret' | 'settings' | 'prototype'

function judge(key: string): Judgement {
  if (isPrototypeKey(key)) return 'prototype'
  if (isSettingsName(key)) return 'settings'
  return isSecretName(key) ? 'secret' : 'plain'
}

const { first, look } = rememberKeys(judge)

/** The same JSON with its secrets replaced by `MASK`. Throws `BrokenJson`. */
export async function maskSecrets(bytes: Buffer): Promise<Buffer> {
  const scan = startScan(bytes)
  await readAll(scan, maskValue(scan, skipSpace(bytes, 0), 'plain'))
  return finishScan(scan)
}

function* maskValue(scan: Scan, at: number, judgement: Judgement): Reading {
  const { bytes } = scan
  if (bytes[at] === OPEN_OBJECT) return yield* maskObject(scan, at, judgement)
  if (bytes[at] === OPEN_ARRAY) return yield* maskArray(scan, at, judgement)
  if (isString(bytes, at)) return maskString(scan, at, judgement)
  const end = scalarEnd(bytes, at)
  if (judgement === 'secret' && isNumber(bytes, at)) replace(scan, at, end, JSON.stringify(MASK))
  return end
}

function* maskObject(scan: Scan, start: number, outer: Judgement): Reading {
  const { bytes } = scan
  enter(scan)
  let kept = 0
  let comma = start
  let member = first
  let at = skipSpace(bytes, start + 1)
  while (bytes[at] !== CLOSE_OBJECT) {
    if (isLong(scan, at)) yield
    const guess = member.following
    member = guess && isWord(bytes, at, guess.quoted) ? guess : look(member, bytes, at)
    at = valueStart(bytes, at + member.quoted.length)
    if (member.found === 'prototype') {
      at = yield* skipValue(scan, at)
      cutOut(scan, kept === 0 ? start + 1 : comma, at)
    } else {
      kept++
      // under a secret name everything is secret, however deep
      at = yield* maskValue(scan, at, outer === 'secret' ? 'secret' : member.found)
    }
    at = skipSpace(bytes, at)
    if (bytes[at] === CLOSE_OBJECT) break
    if (bytes[at] !== COMMA) broken(bytes, at)
    comma = at
    at = skipSpace(bytes, at + 1)
    if (bytes[at] === CLOSE_OBJECT) broken(bytes, at)
    if (kept === 0) cutOut(scan, start + 1, at)
  }
  scan.depth--
  return at + 1
}

function* maskArray(scan: Scan, start: number, judgement: Judgement): Reading {
  const { bytes } = scan
  enter(scan)
  let at = skipSpace(bytes, start + 1)
  while (bytes[at] !== CLOSE_ARRAY) {
    if (isLong(scan, at)) yield
    at = skipSpace(bytes, yield* maskValue(scan, at, judgement))
    if (bytes[at] === CLOSE_ARRAY) break
    if (bytes[at] !== COMMA) broken(bytes, at)
    at = skipSpace(bytes, at + 1)
    if (bytes[at] === CLOSE_ARRAY) broken(bytes, at)
  }
  scan.depth--
  return at + 1
}

function maskString(scan: Scan, at: number, judgement: Judgement): number {
  const { bytes } = scan
  const end = stringEnd(bytes, at)
  if (judgement === 'secret') {
    // an empty text says that nothing is set
    if (end - at > 2) replace(scan, at, end, JSON.stringify(MASK))
  } else if (judgement === 'settings' || mayHoldSecret(bytes, at, end)) {
    // a JSON string literal parses to a string
    const text = parseSlice(bytes, at, end) as string
    const masked = judgement === 'settings' ? maskSettings(text) : maskText(text)
    if (masked !== text) replace(scan, at, end, JSON.stringify(masked))
  }
  return end
}

/** Shorter than any token, and than any address with a password in it. */
const SHORTEST = 10
const SIGNS = ['eyJ', '://', '-----BEGIN', 'Bearer ', 'ApiKey ', 'Basic '].map((sign) =>
  Buffer.from(sign),
)
const FIRST_BYTES = new Set(SIGNS.map((sign) => sign[0]))
const BACKSLASH = 0x5c

/** A cheap look that is right about most strings; escapes can spell anything, so they are looked into. */
function mayHoldSecret(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < SHORTEST) return false
  for (let i = start; i < end; i++) {
    const byte = bytes[i]
    if (byte === BACKSLASH) return true
    if (FIRST_BYTES.has(byte) && SIGNS.some((sign) => isWord(bytes, i, sign))) return true
  }
  return false
}
