import { describe, expect, it, vi } from 'vitest'
import { createSelection } from './table-selection.ts'

interface Row {
  id: string
  version: number
}
const rowsOf = (ids: string, version = 1): Row[] => [...ids].map((id) => ({ id, version }))

function start(ids = 'abcdef') {
  const selection = createSelection<Row>(({ id }) => id)
  selection.load(rowsOf(ids))
  const chosen = () =>
    selection
      .rows()
      .map(({ id }) => id)
      .toSorted()
      .join('')
  return { selection, chosen }
}

describe('a selection', () => {
  it('takes single rows, and with Shift all rows since the last one', () => {
    const { selection, chosen } = start()
    selection.pick('b')
    selection.pick('d', true)
    expect(chosen()).toBe('bcd')
    selection.pick('c')
    expect(chosen()).toBe('bd')
    selection.pick('f', true)
    expect(chosen()).toBe('b')
  })

  it('grows and shrinks with Shift and the arrows', () => {
    const { selection, chosen } = start()
    selection.extend('c', 'd')
    selection.extend('d', 'e')
    expect(chosen()).toBe('cde')
    selection.extend('e', 'd')
    selection.extend('d', 'c')
    selection.extend('c', 'b')
    expect(chosen()).toBe('bc')
  })

  it('keeps rows that are no longer on the list, and takes over what was read anew', () => {
    const { selection, chosen } = start()
    selection.pick('a')
    selection.pick('b')
    selection.load(rowsOf('bxyz', 2))
    expect(chosen()).toBe('ab')
    expect(selection.rows()).toEqual([
      { id: 'a', version: 1 },
      { id: 'b', version: 2 },
    ])
    expect(selection.state()).toBe('some')
  })

  it('takes all that is loaded, then none of it, and leaves what is elsewhere', () => {
    const { selection, chosen } = start()
    selection.pick('a')
    selection.load(rowsOf('xyz'))
    selection.pickAll()
    expect(chosen()).toBe('axyz')
    expect(selection.state()).toBe('all')
    selection.pickAll()
    expect(chosen()).toBe('a')
    selection.clear()
    expect(selection.size()).toBe(0)
    expect(selection.state()).toBe('none')
  })

  it('ignores a range to a row that nobody sees any more', () => {
    const { selection, chosen } = start()
    selection.pick('a')
    selection.load(rowsOf('cde'))
    selection.pick('d', true)
    expect(chosen()).toBe('ad')
    selection.extend('gone', 'e')
    expect(chosen()).toBe('ad')
  })

  it('says when it changes, and stops when nobody listens', () => {
    const { selection } = start()
    const listener = vi.fn()
    const stop = selection.subscribe(listener)
    selection.pick('a')
    stop()
    selection.pick('b')
    expect(listener).toHaveBeenCalledTimes(1)
  })
})
