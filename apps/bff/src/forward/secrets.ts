// What looks like a secret. Names are judged by their words, texts by their form; too much is
// masked rather than too little (Argo CD CVE-2025-55190: a detailed read returned stored
// credentials).

/** Stands in the place of every masked value; its length says nothing about what was there. */
export const MASK = '********'

/**
 * As parts of a name whose separators are gone: `secretKey`,
 * `xpack.security.http.ssl.key_passphrase`, `apiKeys`.
 */
const SECRET_WORDS =
  'pass(?:word|wd|phrase|code)|secret|token(?!iz)|credential|cookie|authorization|signature|' +
  '(?:api|access|private|encryption|signing|session|shared|account)key'
const SECRET_NAME = new RegExp(SECRET_WORDS)

/** Does this key of an object hold something to be masked? */
export function isSecretName(key: string): boolean {
  return SECRET_NAME.test(key.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
}

/**
 * Keys of texts that are themselves settings: `user_settings_yaml`, `user_settings_override_json`.
 */
export const isSettingsName = (key: string): boolean => /settings.*(?:yaml|yml|json)$/i.test(key)

/**
 * The lookbehind keeps it linear: without it every character of a long run would be a new start.
 */
const JWT = /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/g
const USER_INFO = /:\/\/[^\s/?#@"'<>]+@/g
const SCHEME = /\b(Bearer|ApiKey|Basic) +[\w+/.~=-]{16,}/g
const PEM = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g

/** Masks what is a secret by its form, wherever it stands. */
export function maskText(text: string): string {
  return text
    .replace(PEM, MASK)
    .replace(JWT, MASK)
    .replace(SCHEME, `$1 ${MASK}`)
    .replace(USER_INFO, `://${MASK}@`)
}

/** A name with its colon or equals sign; the lookbehind keeps it linear, as above. */
const NAME = /(?<![\w.@/-])["']?[\w.@/-]{1,200}["']?[ \t]{0,20}[:=]/g

/**
 * Masks the values of secret-looking names in a text of settings (YAML, JSON, properties): the rest
 * of the line, and the lines that are nested under it.
 */
export function maskSettings(text: string): string {
  /** Column of the secret name whose nested lines are being masked. */
  let inside: number | undefined
  const lines = text.split('\n').map((line) => {
    if (line.trim() === '') return line
    const indent = line.length - line.trimStart().length
    if (inside !== undefined && indent > inside) return ' '.repeat(indent) + MASK
    inside = undefined
    for (const { 0: name, index } of line.matchAll(NAME)) {
      if (!isSecretName(name)) continue
      inside = index
      const end = index + name.length
      return line.slice(end).trim() === '' ? line : `${line.slice(0, end)} ${MASK}`
    }
    return maskText(line)
  })
  return lines.join('\n')
}
