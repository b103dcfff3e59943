// What Elasticsearch's standard analyzer makes of a text, near enough for names: Unicode words in lower case
// (UAX 29). A hyphen splits; a dot inside a number or between letters does not; Chinese and Japanese split
// per character; emoji are words.

const ASCII = /^[\u0020-\u007e]*$/
const ASCII_WORD =
  /[a-z0-9_]+(?:(?:(?<=[a-z])[.':](?=[a-z])|(?<=[0-9])[.,';](?=[0-9]))[a-z0-9_]+)*/g
const PER_CHARACTER = String.raw`[\p{sc=Han}\p{sc=Hiragana}]\p{M}*`
const KATAKANA = String.raw`[\p{sc=Katakana}\u30fc]+`
const EMOJI = String.raw`\p{RI}\p{RI}|\p{ExtPict}(?:\p{EMod}|\ufe0f|\u200d\p{ExtPict})*`
const LETTER = String.raw`(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u30fc])[\p{L}\p{N}\p{M}_]`
const INSIDE = String.raw`(?<=\p{L}\p{M}*)[.'’:·](?=\p{L})|(?<=\p{Nd})[.,'’;](?=\p{Nd})`
const WORD = new RegExp(
  `${PER_CHARACTER}|${KATAKANA}|${EMOJI}|(?:${LETTER})+(?:(?:${INSIDE})(?:${LETTER})+)*`,
  'gu',
)
const HAS_CONTENT = /[^_]/

const split = (text: string): readonly string[] => {
  const words = text.toLowerCase().match(ASCII.test(text) ? ASCII_WORD : WORD) ?? []
  return words.filter((word) => HAS_CONTENT.test(word))
}

// Names and tags of 10,000 deployments are some 30,000 texts; searching them again must not split them again.
const CACHED_TEXTS = 100_000
const cache = new Map<string, readonly string[]>()

/** The words of a text, in order. */
export function tokenize(text: string): readonly string[] {
  const known = cache.get(text)
  if (known !== undefined) return known
  if (cache.size >= CACHED_TEXTS) cache.clear()
  const tokens = split(text)
  cache.set(text, tokens)
  return tokens
}
