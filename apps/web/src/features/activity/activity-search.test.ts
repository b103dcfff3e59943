import { describe, expect, it } from 'vitest'
import { msOfAge, parseActivitySearch, readSpan } from './activity-search.ts'

const open = (raw: Record<string, string | string[]>) => {
  const { values, ignored } = parseActivitySearch(raw)
  const read = readSpan(values)
  return { span: read.span, ignored: [...ignored, ...read.ignored], values }
}
const two = '2026-11-22T02:00:00Z'
const three = '2026-11-22T03:00:00Z'

describe('the window in an address', () => {
  it('is the last 24 hours when the address says nothing', () => {
    expect(open({})).toMatchObject({ span: { since: '24h' }, ignored: [] })
  })

  it('means the same moment for a colleague in another zone', () => {
    const span = { from: Date.parse(two), to: Date.parse(three) }
    expect(open({ from: two, to: three }).span).toEqual(span)
    expect(open({ from: '2026-11-22T03:00+01:00', to: three }).span).toEqual(span)
  })

  it('may be an age, which goes on with the clock', () => {
    expect(open({ since: '6h' }).span).toEqual({ since: '6h' })
    expect(['90m', '6h', '7d', '2w'].map(msOfAge)).toEqual([
      5_400_000, 21_600_000, 604_800_000, 1_209_600_000,
    ])
  })

  it('has no end with only a beginning, and is a day long with only an end', () => {
    expect(open({ from: two }).span).toEqual({ from: Date.parse(two), to: undefined })
    expect(open({ to: three }).span).toEqual({
      from: Date.parse('2026-11-21T03:00:00Z'),
      to: Date.parse(three),
    })
  })

  it('names what is no time, what is reversed and what is said twice, and opens with the rest', () => {
    expect(open({ from: three, to: two, since: '1h' })).toMatchObject({
      span: { since: '1h' },
      ignored: ['from', 'to'],
    })
    expect(open({ from: two, to: two }).ignored).toEqual(['from', 'to'])
    expect(open({ from: two, to: three, since: '1h' }).ignored).toEqual(['since'])
    for (const bad of [
      'yesterday',
      '2026-11-22T02:00:00',
      '2026-13-41T02:00:00Z',
      '9'.repeat(400),
    ]) {
      expect(open({ from: bad, who: 'kern' })).toMatchObject({
        span: { since: '24h' },
        ignored: ['from'],
        values: { who: 'kern' },
      })
    }
    expect(open({ since: '-3h', result: ['failed', 'odd'] }).ignored).toEqual(['since', 'result'])
  })
})
