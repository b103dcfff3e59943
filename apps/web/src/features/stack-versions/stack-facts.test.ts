import { describe, expect, it } from 'vitest'
import { listStacks, newestTarget, upgradableFrom, upgradableTo } from './stack-facts.ts'

const stacks = [
  { version: '8.9.2', upgradable_to: ['8.17.4', '8.10.0'] },
  { version: '8.17.4', upgradable_to: ['9.0.1', '9.0.0-SNAPSHOT'] },
  { version: '7.17.24', upgradable_to: ['8.17.4'] },
  { upgradable_to: ['8.17.4'] },
]

describe('stack versions', () => {
  it('are listed newest first, by number and not by letter', () => {
    expect(listStacks(stacks).map(({ version }) => version)).toEqual(['8.17.4', '8.9.2', '7.17.24'])
  })

  it('say where an upgrade leads and where it can come from', () => {
    expect(upgradableTo({ upgradable_to: ['8.9.2', '8.17.4'] })).toEqual(['8.17.4', '8.9.2'])
    expect(newestTarget({ upgradable_to: ['9.0.0-SNAPSHOT', '9.0.0'] })).toBe('9.0.0')
    expect(upgradableFrom(stacks, '8.17.4').map(({ version }) => version)).toEqual([
      '8.9.2',
      '7.17.24',
    ])
  })

  it('have no targets when ECE names none', () => {
    expect([newestTarget({}), upgradableTo({ upgradable_to: null })]).toEqual([undefined, []])
  })
})
