// Patterns with `*` and `?`, and misspelt words. Both by hand and linear in practice: a pattern is a stranger's
// input, and a regular expression made of it could hang the server.

export const MANY = Symbol('*')
export const ONE = Symbol('?')
/** Single characters (UTF-16 units) and the two wildcards. */
export type Glob = readonly (string | typeof MANY | typeof ONE)[]

export const lowerGlob = (glob: Glob): Glob =>
  glob.map((part) => (typeof part === 'string' ? part.toLowerCase() : part))

/** Text with `*` and `?` as wildcards and nothing escaped. */
export const parseGlob = (text: string): Glob =>
  text.split('').map((char) => (char === '*' ? MANY : char === '?' ? ONE : char))

/** Whether the whole text fits. Goes back to the last `*` only, so at most text × pattern steps. */
export function matchesGlob(glob: Glob, text: string): boolean {
  let g = 0
  let t = 0
  let star = -1
  let resume = 0
  while (t < text.length) {
    const part = glob[g]
    if (part === MANY) {
      star = g
      resume = t
      g += 1
    } else if (part === ONE || (part !== undefined && part === text[t])) {
      g += 1
      t += 1
    } else if (star >= 0) {
      g = star + 1
      resume += 1
      t = resume
    } else return false
  }
  while (glob[g] === MANY) g += 1
  return g === glob.length
}

/** Elasticsearch's fuzziness AUTO: how many typing errors a word of this length may have. */
export const autoDistance = (word: string) => (word.length < 3 ? 0 : word.length < 6 ? 1 : 2)

/** Whether two words are at most `limit` errors apart; swapping two neighbours is one error. */
export function isWithin(a: string, b: string, limit: number): boolean {
  if (Math.abs(a.length - b.length) > limit) return false
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(
        Math.min(
          (above[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (above[j - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
        ),
      )
    }
    before = above
    above = row
  }
  return (above[b.length] ?? 0) <= limit
}
