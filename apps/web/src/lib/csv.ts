// Comma-separated values after RFC 4180, safe to open in a spreadsheet.
//
// A spreadsheet runs a cell that begins with = + - @, a tab or a carriage return as a formula; such a cell gets an
// apostrophe in front (OWASP, "CSV Injection"; ASVS 1.2.10 adds the null character). Names of deployments are hostile text.

const FORMULA = /^[=+\-@\t\r\0]/
/** What would end a field, or its line; spreadsheets trim outer blanks and some split at semicolons. */
const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$/

/** One field. A number is written as it is: it is ours, and a minus in front of it is no formula. */
function toField(value: string | number | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  const safe = FORMULA.test(value) ? `'${value}` : value
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One line with its end. */
export const toCsvLine = (values: readonly (string | number | undefined)[]): string =>
  `${values.map(toField).join(',')}\r\n`

/** First in the file: without it Excel reads UTF-8 as the code page of its country. */
export const BYTE_ORDER_MARK = '\uFEFF'
