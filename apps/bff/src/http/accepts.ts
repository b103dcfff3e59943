/** Whether an `Accept-Encoding` header takes `encoding` by its name; what is refused with `q=0` is not taken. */
export function acceptsEncoding(header: unknown, encoding: string): boolean {
  if (typeof header !== 'string') return false
  return header.split(',').some((part) => {
    const [name = '', ...parameters] = part.toLowerCase().split(';')
    return name.trim() === encoding && !parameters.some((one) => /^\s*q=0(?:\.0*)?\s*$/.test(one))
  })
}
