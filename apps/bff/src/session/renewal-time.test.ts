import { expect, test } from 'vitest'
import type { Credential } from './credential.ts'
import { lifeOf, remainingOf, renewAtOf } from './renewal-time.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const MINUTE = 60_000
const inMinutes = (minutes: number) => new Date(NOW + minutes * MINUTE).toISOString()

test("how long a token lives is counted by ECE's own clock", () => {
  const theirs = new Date(NOW + 60 * MINUTE).toUTCString()
  expect(lifeOf(inMinutes(75), theirs)).toBe(15 * MINUTE)
  expect(lifeOf(inMinutes(15), undefined)).toBeUndefined()
  expect(lifeOf(inMinutes(15), 'no date')).toBeUndefined()
})

test.each([undefined, 'no date', inMinutes(-1), inMinutes(60 * 24 * 365)])(
  'an expiry like %s is none',
  (expiresAt) => expect(lifeOf(expiresAt, inMinutes(0))).toBeUndefined(),
)

const credential = (life: number | undefined, auth: 'password' | 'api_key' = 'password') => {
  const user = { user_name: 'a', roles: [], permissions: [], auth }
  const rest = life === undefined ? {} : { life }
  return { secret: 's', user, obtained_at: NOW, profile_at: NOW, ...rest } satisfies Credential
}

test.each<[string, number | undefined, number]>([
  ['an hour: a fifth of it ahead', 60, 48],
  ['three minutes: one minute ahead', 3, 2],
  ['a minute: half of it ahead', 1, 0.5],
  ['unknown: after a minute', undefined, 1],
])('the token lives %s', (_, minutes, expected) => {
  const life = minutes === undefined ? undefined : minutes * MINUTE
  expect(renewAtOf(credential(life))).toBe(NOW + expected * MINUTE)
})

test('an API key is not renewed', () => {
  expect(renewAtOf(credential(undefined, 'api_key'))).toBeUndefined()
})

test('what remains of a token may be nothing, or unknown', () => {
  expect(remainingOf(credential(MINUTE), NOW + 2 * MINUTE)).toBe(-MINUTE)
  expect(remainingOf(credential(undefined), NOW)).toBeUndefined()
})
