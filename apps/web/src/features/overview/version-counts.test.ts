import { describe, expect, it } from 'vitest'
import { pickVersions } from './version-counts.ts'

const stacks = (...versions: string[]) => versions.map((version) => ({ version }))

describe('versions on the overview', () => {
  it('come newest first, and the newest release is marked, not a newer pre-release', () => {
    const { versions, newest, others } = pickVersions(
      stacks('8.9.0', '9.1.0-SNAPSHOT', '8.17.4', '9.0.1'),
    )
    expect(versions.map(({ label }) => label)).toEqual([
      '9.1.0-SNAPSHOT',
      '9.0.1',
      '8.17.4',
      '8.9.0',
    ])
    expect(newest).toBe('9.0.1')
    expect(others).toEqual([])
  })

  it('twelve have a number of their own, the rest shares one', () => {
    const many = Array.from({ length: 40 }, (_, index) => `8.${index}.0`)
    const { versions, others } = pickVersions(stacks(...many))
    expect(versions).toHaveLength(12)
    expect(others).toHaveLength(1)
    expect(others[0]?.versions).toHaveLength(28)
    expect(others[0]?.versions[0]).toBe('8.27.0')
  })

  it('the shared number never has more versions than an address of the list takes', () => {
    const many = Array.from({ length: 200 }, (_, index) => `8.${index}.0`)
    expect(pickVersions(stacks(...many)).others[0]?.versions).toHaveLength(50)
  })

  it('a version that was removed is still counted but is not what one should upgrade to', () => {
    const { versions, newest } = pickVersions([
      { version: '9.0.1', deleted: true },
      { version: '8.17.4' },
      {},
      { version: '' },
      { version: '8.17.4' },
    ])
    expect(versions.map(({ label, isDeleted }) => [label, isDeleted])).toEqual([
      ['9.0.1', true],
      ['8.17.4', false],
    ])
    expect(newest).toBe('8.17.4')
  })

  it('nothing comes of nothing', () => {
    expect(pickVersions([])).toEqual({ newest: undefined, versions: [], others: [] })
  })
})
