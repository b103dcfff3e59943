// The whole object for the JSON tab, unknown members included, with secret-looking values replaced.
// Works on the bytes like the projection does, so a deployment of several megabytes does not stop
// the others.
import { rememberKeys, type Keys } from './json-keys.ts'
import { cutOut, finishScan, replace } from './json-cut.ts'
import {
  broken,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  enter,
  isContainer,
  isLong,
  isNumber,
  isPrototypeKey,
  isString,
  isWord,
  OPEN_OBJECT,
  parseSlice,
  readAll,
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

interface Judged {
  readonly judgement: Judgement
  /**
   * The keys that objects under this key have: those under `topology` are others than those under
   * `metadata`.
   */
  inside: Keys<Judged> | undefined
}

const makeKeys = (): Keys<Judged> =>
  rememberKeys<Judged>((key) => ({ judgement: judge(key), inside: undefined }))
const rootKeys = makeKeys()
/**
 * Keys<Judged> come from answers: beyond this many kinds of objects the rest share one memory,
 * which is only slower.
 */
const MOST_KINDS = 1_000
let kinds = 0

function keysInside(judged: Judged): Keys<Judged> {
  if (judged.inside === undefined) {
    judged.inside = kinds < MOST_KINDS ? makeKeys() : rootKeys
    kinds++
  }
  return judged.inside
}

function judge(key: string): Judgement {
  if (isPrototypeKey(key)) return 'prototype'
  if (isSettingsName(key)) return 'settings'
  return isSecretName(key) ? 'secret' : 'plain'
}

/** The same JSON with its secrets replaced by `MASK`. Throws `BrokenJson`. */
export async function maskSecrets(bytes: Buffer): Promise<Buffer> {
  const scan = startScan(bytes)
  const at = skipSpace(bytes, 0)
  const whole: Reading = isContainer(bytes, at)
    ? maskContainer(scan, at, 'plain', rootKeys)
    : skipValue(scan, at)
  await readAll(scan, whole)
  return finishScan(scan)
}

const maskContainer = (
  scan: Scan,
  at: number,
  judgement: Judgement,
  keys: Keys<Judged>,
): Reading =>
  scan.bytes[at] === OPEN_OBJECT
    ? maskObject(scan, at, judgement, keys)
    : maskArray(scan, at, judgement, keys)

function maskScalar(scan: Scan, at: number, judgement: Judgement): number {
  const { bytes } = scan
  if (isString(bytes, at)) return maskString(scan, at, judgement)
  const end = scalarEnd(bytes, at)
  if (judgement === 'secret' && isNumber(bytes, at)) replace(scan, at, end, JSON.stringify(MASK))
  return end
}

function* maskObject(scan: Scan, start: number, outer: Judgement, keys: Keys<Judged>): Reading {
  const { bytes } = scan
  enter(scan)
  let kept = 0
  let comma = start
  let member = keys.first
  let at = skipSpace(bytes, start + 1)
  while (bytes[at] !== CLOSE_OBJECT) {
    if (isLong(scan, at)) yield
    member = keys.read(member, scan, at)
    at = valueStart(bytes, at + member.quoted.length)
    const judged = member.found
    if (judged.judgement === 'prototype') {
      at = yield* skipValue(scan, at)
      cutOut(scan, kept === 0 ? start + 1 : comma, at)
    } else {
      kept++
      // under a secret name everything is secret, however deep
      const judgement = outer === 'secret' ? 'secret' : judged.judgement
      at = isContainer(bytes, at)
        ? yield* maskContainer(scan, at, judgement, keysInside(judged))
        : maskScalar(scan, at, judgement)
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

function* maskArray(scan: Scan, start: number, judgement: Judgement, keys: Keys<Judged>): Reading {
  const { bytes } = scan
  enter(scan)
  let at = skipSpace(bytes, start + 1)
  while (bytes[at] !== CLOSE_ARRAY) {
    if (isLong(scan, at)) yield
    at = isContainer(bytes, at)
      ? yield* maskContainer(scan, at, judgement, keys)
      : maskScalar(scan, at, judgement)
    at = skipSpace(bytes, at)
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
const BACKSLASH = 0x5c
/**
 * 1 for the bytes that a sign may begin with, and for the backslash: escapes can spell anything.
 */
const FIRST = new Uint8Array(256)
/** 1 for the pairs of bytes that a sign begins with; many words have an e, few have "ey". */
const PAIR = new Uint8Array(256 * 256)
FIRST[BACKSLASH] = 1
for (const [first = 0, second = 0] of SIGNS) {
  FIRST[first] = 1
  PAIR[first * 256 + second] = 1
}

/** A cheap look that is right about most strings. */
function mayHoldSecret(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < SHORTEST) return false
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0
    if (FIRST[byte] === 0) continue
    if (byte === BACKSLASH) return true
    const pair = byte * 256 + (bytes[i + 1] ?? 0)
    if (PAIR[pair] === 1 && SIGNS.some((sign) => isWord(bytes, i, sign))) return true
  }
  return false
}
