// What somebody looks for, out of what they typed or pasted: a word, an id, an address, a line of a chat with an id in it.
import { cleanSearchText } from '../../domain/search-text.ts'

export interface Wanted {
  /** One line, as it was typed. */
  readonly text: string
  /** What ECE is asked for: the id in it, else the text. */
  readonly query: string
  readonly isId: boolean
}

/** ECE's ids; also as the first part of an endpoint's host name. */
const WHOLE_ID = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/i
/**
 * The beginning of one, as the console shortens them (`c7d139e7…9741`). With a digit and a letter, so that neither a date
 * nor a word such as `defaced` is taken for an id.
 */
const PART_OF_ID = /(?<![\p{L}\p{N}_-])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,31}(?![\p{L}\p{N}_-])/iu
/** Endpoints by alias: `https://logging-prod.es.example.org:9243/_cat`. */
const ADDRESS = /^https?:\/\/(?:[^/@\s]*@)?([^./:?#\s]+)/i

/** Never throws, whatever is pasted. */
export function readWanted(raw: string): Wanted {
  const text = cleanSearchText(raw)
  const whole = WHOLE_ID.exec(raw)?.[0].toLowerCase()
  if (whole !== undefined) return { text, query: whole, isId: true }
  const part = PART_OF_ID.exec(text)?.[0].toLowerCase()
  if (part !== undefined) return { text, query: part, isId: true }
  const host = ADDRESS.exec(text)?.[1]
  return { text, query: host ?? text, isId: false }
}

const words = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean)

/** Every word of `text` begins a word of one of the fields: `rest ki` finds `Restart Kibana`. */
export function beginsWords(text: string, ...fields: readonly string[]): boolean {
  const all = fields.join(' ').toLowerCase()
  return words(text).every((word) => all.startsWith(word) || all.includes(` ${word}`))
}

/** Every word of `text` stands somewhere in the fields. */
export function contains(text: string, ...fields: readonly string[]): boolean {
  const all = fields.join(' ').toLowerCase()
  return words(text).every((word) => all.includes(word))
}

export interface Piece {
  readonly text: string
  readonly isMatch: boolean
}

/** `label` in pieces, those that stand in `query` marked; the pieces together are the label, letter by letter. */
export function splitMatches(label: string, query: string): readonly Piece[] {
  const wanted = words(query).map((word) => word.replace(/[$()*+./?[\\\]^{|}-]/g, '\\$&'))
  if (wanted.length === 0) return [{ text: label, isMatch: false }]
  // the longest first: `log` would hide the rest of `logging`
  const pattern = wanted.toSorted((a, b) => b.length - a.length).join('|')
  // without `u`: case is then folded letter by letter, and lone halves of emoji in a pasted text are no error
  return label
    .split(new RegExp(`(${pattern})`, 'gi'))
    .map((text, index) => ({ text, isMatch: index % 2 === 1 }))
    .filter(({ text }) => text !== '')
}
