import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCsvLine } from './csv.ts'

/** A reader of RFC 4180, written from the document and not from the writer. */
function readLine(line: string): string[] {
  const fields: string[] = []
  let at = 0
  for (;;) {
    let field = ''
    if (line[at] === '"') {
      at += 1
      for (;;) {
        if (line[at] !== '"') field += line[at++] ?? ''
        else if (line[at + 1] === '"') {
          field += '"'
          at += 2
        } else break
      }
      at += 1
    } else while (at < line.length && line[at] !== ',' && line[at] !== '\r') field += line[at++]
    fields.push(field)
    if (line[at] !== ',') return line.slice(at) === '\r\n' ? fields : ['broken']
    at += 1
  }
}

/** What names of deployments are made of, and what people try. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        '\t',
        '\r',
        '\n',
        '"',
        ',',
        ';',
        "'",
        '\u202e',
        '👩‍🚀',
        'a',
        ' ',
      ),
    )
    .map((parts) => parts.join('')),
)

describe('a line of a CSV file', () => {
  it('reads back as it was, but for the apostrophe before what would be a formula', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 2 }), (values) => {
        const read = readLine(toCsvLine(values))
        expect(read).toEqual(
          values.map((value) => (/^[=+\-@\t\r\0]/.test(value) ? `'${value}` : value)),
        )
      }),
      { numRuns: 2000 },
    )
  })

  it('never has a field that a spreadsheet runs', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const [field = ''] = readLine(toCsvLine([value, 'end']))
        expect(field).not.toMatch(/^[=+\-@\t\r\0]/)
      }),
      { numRuns: 2000 },
    )
  })

  it('is one line, quoted only where it must be', () => {
    expect(toCsvLine(['billing-prod', 'a "b", c', '3 × 16 GB', undefined, 12, Number.NaN])).toBe(
      'billing-prod,"a ""b"", c",3 × 16 GB,,12,\r\n',
    )
    expect(toCsvLine(['=HYPERLINK("https://e")', '-1', '+1', '@x'])).toBe(
      '"\'=HYPERLINK(""https://e"")",\'-1,\'+1,\'@x\r\n',
    )
  })

  it('keeps right-to-left marks and emoji as they are', () => {
    expect(toCsvLine(['\u202egnp.exe', '🔥 لوحة'])).toBe('\u202egnp.exe,🔥 لوحة\r\n')
  })
})
