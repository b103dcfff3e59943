import { expect, it } from 'vitest'
import { capitalise, clip, initials, joinWords, plural, shortId } from './text.ts'

it('counts and nouns agree', () => {
  expect(plural(0, 'instance')).toBe('0 instances')
  expect(plural(1, 'instance')).toBe('1 instance')
  expect(plural(1284, 'deployment')).toBe('1,284 deployments')
  expect(plural(2, 'entry', 'entries')).toBe('2 entries')
})

it('lists read like a sentence', () => {
  expect(joinWords([])).toBe('')
  expect(joinWords(['zone-1'])).toBe('zone-1')
  expect(joinWords(['a', 'b', 'c'])).toBe('a, b and c')
  expect(joinWords(['admin', 'manager'], 'or')).toBe('admin or manager')
})

it('a user has two letters, whatever the name', () => {
  expect(initials('a.kern')).toBe('AK')
  expect(initials('admin')).toBe('AD')
  expect(initials('Žofie Nováková')).toBe('ŽN')
  expect(initials('李')).toBe('李')
  expect(initials('…')).toBe('?')
})

it('an id is shortened in the middle and short ones stay whole', () => {
  expect(shortId('c7d139e789864bf4a6e41819ece19741')).toBe('c7d139e7…9741')
  expect(shortId('default')).toBe('default')
})

it('runaway text is cut', () => {
  expect(clip('abcdef', 3)).toBe('abc…')
  expect(clip('abc', 3)).toBe('abc')
  expect(capitalise('running')).toBe('Running')
  expect(capitalise('')).toBe('')
})
