import { expect, it } from 'vitest'
import { compareVersions, isPreRelease, majorOf } from './versions.ts'

it('versions sort as releases follow one another', () => {
  const sorted = [
    '',
    'latest',
    '7.17.24',
    '8.9.0',
    '8.17.4-beta2',
    '8.17.4-beta10',
    '8.17.4',
    '9.0',
  ]
  expect(sorted.toReversed().toSorted(compareVersions)).toEqual(sorted)
})

it('missing places count as zero', () => {
  expect(compareVersions('9', '9.0.0')).toBe(0)
  expect(compareVersions('9.0.1', '9')).toBeGreaterThan(0)
})

it('a snapshot is told apart from a release', () => {
  expect(isPreRelease('9.0.0-SNAPSHOT')).toBe(true)
  expect(isPreRelease('9.0.0')).toBe(false)
  expect(isPreRelease('no version')).toBe(false)
})

it('the major version is read, or unknown', () => {
  expect(majorOf('8.17.4')).toBe(8)
  expect(majorOf('eight')).toBeUndefined()
})
