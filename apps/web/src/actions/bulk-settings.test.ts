import { describe, expect, it } from 'vitest'
import {
  describeSettings,
  initialSettings,
  problemOfSettings,
  toJobSettings,
} from './bulk-settings.ts'

describe('how a job goes on', () => {
  it('begins with one alone, and destroys one at a time, unless somebody says otherwise', () => {
    expect(toJobSettings(initialSettings('destroys'))).toEqual({
      canary: 1,
      concurrency: 1,
      soak_seconds: 0,
      keep_going: false,
    })
    expect(toJobSettings(initialSettings('disrupts')).concurrency).toBe(2)
  })

  it.each([
    [
      { canary: 1, concurrency: 3 },
      12,
      'The first one alone, then 3 at a time. Stops when one fails; the rest is not started.',
    ],
    [
      { canary: 2, concurrency: 3 },
      12,
      'The first 2 one by one, then 3 at a time. Stops when one fails; the rest is not started.',
    ],
    [
      { canary: 1, concurrency: 1 },
      12,
      'One at a time. Stops when one fails; the rest is not started.',
    ],
    [
      { canary: 5, concurrency: 3 },
      2,
      'One at a time. Stops when one fails; the rest is not started.',
    ],
    [
      { canary: 0, concurrency: 10, soak_seconds: 60, keep_going: true },
      12,
      '10 at a time. Each is watched for 60 seconds more. Goes on when one fails.',
    ],
  ])('is said in a sentence: %j', (settings, count, text) => {
    expect(describeSettings({ soak_seconds: 0, keep_going: false, ...settings }, count)).toBe(text)
  })

  it.each(['', '-1', '1.5', '51', 'ten', '1e1', '999999999'])(
    'takes no %j at once',
    (concurrency) => {
      expect(problemOfSettings({ ...initialSettings('disrupts'), concurrency })).toBe(
        'Then at once: a whole number from 1 to 50.',
      )
    },
  )
})
