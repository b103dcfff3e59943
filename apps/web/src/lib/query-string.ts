// The router's way with query strings: plain text both ways, so that people can read and edit the address, and `?q=123`
// stays the text that was typed (the router's own default reads it as JSON).

/** `?a=1&a=2` ⇄ `{ a: ['1', '2'] }`. Plain text, so that people can read and edit the address. */
export function readQuery(query: string): Record<string, string | string[]> {
  const found = new Map<string, string | string[]>()
  for (const [name, value] of new URLSearchParams(query)) {
    const before = found.get(name)
    found.set(name, before === undefined ? value : [before, value].flat())
  }
  return Object.fromEntries(found)
}

const isText = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value)

/** The inverse of `readQuery`; empty and absent values leave no trace in the address. */
export function writeQuery(search: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    for (const each of [value].flat()) {
      if (isText(each) && each !== '') query.append(name, `${each}`)
    }
  }
  // a comma means nothing in a query, and lists of columns are to be read by people
  const text = query.toString().replaceAll('%2C', ',')
  return text === '' ? '' : `?${text}`
}
