// JSON.parse keeps the last of two equal keys and creates `__proto__` as a plain member; a reader behind us may see it
// otherwise. Such bodies have no honest sender, so they are refused.

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])
/** A search language nests two levels for each bool or nested query; the console's own views reach 22. */
const MAX_DEPTH = 40

/** A body that is JSON but not one that this console takes. */
export class UnwelcomeJson extends Error {
  readonly field: string
  constructor(message: string, field: string) {
    super(message)
    this.name = 'UnwelcomeJson'
    this.field = field
  }
}

/**
 * Looks for duplicate keys, keys that reach prototypes, and nesting beyond 40 levels in `text`, which must be valid JSON.
 * Throws `UnwelcomeJson`. One pass, no recursion.
 */
export function checkJson(text: string): void {
  // one entry per open brace or bracket: the keys seen so far, or undefined inside an array
  const open: (Set<string> | undefined)[] = []
  const strings = /"(?:[^"\\]|\\.)*"|[{}[\]]/g
  for (let token = strings.exec(text); token !== null; token = strings.exec(text)) {
    const [lexeme] = token
    if (lexeme === '{' || lexeme === '[') {
      open.push(lexeme === '{' ? new Set() : undefined)
      if (open.length > MAX_DEPTH) {
        throw new UnwelcomeJson(`The body is nested deeper than ${MAX_DEPTH} levels.`, 'body')
      }
    } else if (lexeme === '}' || lexeme === ']') {
      open.pop()
    } else if (isKey(text, strings.lastIndex)) {
      checkKey(lexeme, open.at(-1))
    }
  }
}

function checkKey(lexeme: string, seen: Set<string> | undefined): void {
  // a JSON string literal parses to a string
  const key = JSON.parse(lexeme) as string
  if (FORBIDDEN.has(key)) throw new UnwelcomeJson(`The body must not have a key "${key}".`, 'body')
  if (seen?.has(key) === true) {
    throw new UnwelcomeJson(`The body has the key "${key.slice(0, 64)}" twice.`, 'body')
  }
  seen?.add(key)
}

/** In valid JSON a string followed by a colon is a key. */
function isKey(text: string, after: number): boolean {
  let at = after
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1
  return text.charAt(at) === ':'
}
