// Just enough DER to write X.509 certificates (RFC 5280, X.690). An own encoder of this size spares users the
// `openssl` binary, which Windows and slim images lack.

const TAGS = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

function length(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.from([bytes])
  const digits: number[] = []
  for (let rest = bytes; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256)
  return Buffer.from([0x80 + digits.length, ...digits])
}

/** Any tag by number; the context-specific ones have no name of their own. */
export const tagged = (tag: number, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), length(content.length), content])
}

export const sequence = (...parts: Buffer[]) => tagged(TAGS.sequence, ...parts)
export const set = (...parts: Buffer[]) => tagged(TAGS.set, ...parts)
export const octets = (content: Buffer) => tagged(TAGS.octetString, content)
export const utf8 = (text: string) => tagged(TAGS.utf8String, Buffer.from(text))
export const truth = () => tagged(TAGS.boolean, Buffer.from([0xff]))

/** Big-endian and positive: a leading bit that is set gets a zero byte before it. */
export const integer = (content: Buffer) =>
  tagged(TAGS.integer, ...((content[0] ?? 0) >= 0x80 ? [Buffer.from([0])] : []), content)

export const bits = (content: Buffer, unused = 0) =>
  tagged(TAGS.bitString, Buffer.from([unused]), content)

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = rest.flatMap((arc) => {
    const digits = [arc % 128]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      digits.unshift(0x80 + (left % 128))
    }
    return digits
  })
  return tagged(TAGS.oid, Buffer.from([first * 40 + second, ...bytes]))
}

/** UTCTime has two digits for the year and ends in 2049. */
export function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/[-:T]|\.\d+/g, '')
  return digits < '2050'
    ? tagged(TAGS.utcTime, Buffer.from(digits.slice(2)))
    : tagged(TAGS.generalizedTime, Buffer.from(digits))
}
