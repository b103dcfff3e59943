import { formatCount } from './bytes.ts'

/** `1 instance`, `1,284 instances`; the plural is given when it is not an `s`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`

/** `a, b and c`. */
export function joinWords(words: readonly string[], last = 'and'): string {
  if (words.length <= 1) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}

/** Two letters for the user's badge: `a.kern` → `AK`, `admin` → `AD`, anything empty → `?`. */
export function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  const [first, second] = words
  if (first === undefined) return '?'
  const letters = second === undefined ? [...first].slice(0, 2) : [[...first][0], [...second][0]]
  return letters.join('').toUpperCase()
}

/** `c7d139e7…9741`: enough of an id to recognise it, the rest by copy. */
export const shortId = (id: string): string =>
  id.length <= 14 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`

/** Cuts hostile or runaway text; the screen says that it was cut. */
export const clip = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max)}…`

/** First letter upper case: API words such as `running` at the start of a line. */
export const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
