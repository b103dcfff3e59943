// User settings by key. A YAML library cannot read them: the console's server puts `********` in the place of secrets, which
// YAML takes for an alias. So lines are read by their indentation, and what that cannot tell apart is still reported.
import { compareValues, toText } from './plan-diff-values.ts'

/** One key with dots, such as `xpack.security.authc.realms.saml.s1.order`, and its value as text. */
type Entry = readonly [key: string, value: string]

/** A key whose value differs; `undefined` where it is not set. */
export interface SettingChange {
  readonly key: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** `undefined` when the two are not what their name promises: compare them as values then. */
export function compareSettings(
  name: string,
  before: unknown,
  after: unknown,
): readonly SettingChange[] | undefined {
  const read = name.endsWith('_yaml') ? readYaml : readJson
  const old = byKey(before ?? undefined, read)
  const young = byKey(after ?? undefined, read)
  if (old === undefined || young === undefined) return undefined
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((key) => {
    const change = { key, before: old.get(key), after: young.get(key) }
    return change.before === change.after ? [] : [change]
  })
}

function byKey(
  value: unknown,
  read: (value: unknown) => readonly Entry[] | undefined,
): ReadonlyMap<string, string> | undefined {
  const entries = value === undefined ? [] : read(value)
  if (entries === undefined) return undefined
  const map = new Map<string, string>()
  for (const [key, text] of entries) {
    const before = map.get(key)
    map.set(key, before === undefined ? text : `${before}, ${text}`)
  }
  return map
}

/** ECE's document says object; some clients send the same as text. */
function readJson(value: unknown): readonly Entry[] | undefined {
  if (typeof value === 'string') {
    try {
      return readJson(JSON.parse(value) ?? '')
    } catch {
      return undefined
    }
  }
  if (typeof value !== 'object') return undefined
  return compareValues(undefined, value).map(({ path, after }) => [path, toText(after) ?? 'null'])
}

interface Open {
  readonly indent: number
  readonly path: string
}

/** Lists have the key of their owner with `[]`, and their items in one value in their order. */
function readYaml(value: unknown): readonly Entry[] | undefined {
  if (typeof value !== 'string') return undefined
  const entries: [key: string, value: string][] = []
  const parents: Open[] = []
  const owners = new Set<string>()
  /** Indentation of the key whose lines of text are being read (`|`, `>`). */
  let block: number | undefined
  for (const line of value.split(/\r?\n/)) {
    const text = line.trim()
    const indent = line.length - line.trimStart().length
    if (text === '') continue
    if (block !== undefined && indent > block) {
      append(entries, text)
      continue
    }
    block = undefined
    if (text.startsWith('#') || text === '---') continue
    const isItem = text === '-' || text.startsWith('- ')
    // an item may stand in the column of its key
    while ((parents.at(-1)?.indent ?? -1) >= (isItem ? indent + 1 : indent)) parents.pop()
    const rest = isItem ? text.slice(1).trim() : text
    const owner = parents.at(-1)?.path ?? ''
    owners.add(owner)
    const path = isItem ? `${owner}[]` : owner
    if (isItem) parents.push({ indent: indent + 1, path })
    const [key, said] = splitKey(rest)
    if (key === undefined) {
      if (isItem) entries.push([path, said])
      else append(entries, said)
      continue
    }
    const full = path === '' ? key : `${path}.${key}`
    const column = indent + (text.length - rest.length)
    entries.push([full, said])
    parents.push({ indent: column, path: full })
    if (/^[|>][-+\d]*$/.test(said)) block = column
  }
  // a key that only opens a level has no value of its own
  return entries.filter(([key, said]) => said !== '' || !owners.has(key))
}

/** A value may go on in the next line. */
function append(entries: [key: string, value: string][], text: string): void {
  const last = entries.at(-1)
  if (last === undefined) entries.push(['', text])
  else last[1] = `${last[1]} ${text}`.trim()
}

const QUOTED = /^(["'])(.*)\1$/

/** `key: value` at the first colon that ends a key; no key where there is none. */
function splitKey(text: string): readonly [key: string | undefined, value: string] {
  const quote = /^["']/.exec(text)?.[0]
  const from = quote === undefined ? 0 : text.indexOf(quote, 1) + 1
  const at =
    text.endsWith(':') && !text.includes(': ', from) ? text.length - 1 : text.indexOf(': ', from)
  if (at <= 0) return [undefined, withoutComment(text)]
  return [text.slice(0, at).trim().replace(QUOTED, '$2'), withoutComment(text.slice(at + 1).trim())]
}

function withoutComment(text: string): string {
  if (/^["'[{]/.test(text)) return text
  const at = text.startsWith('#') ? 0 : text.indexOf(' #')
  return at < 0 ? text : text.slice(0, at).trim()
}
