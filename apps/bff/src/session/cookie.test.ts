import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { COOKIE_NAME, createCookieReader, newSessionId, sessionKeyOf } from './cookie.ts'

const SECRET = 'of this test'
const read = createCookieReader(SECRET)

function cookie(id: string, secret = SECRET): string {
  const signature = createHmac('sha256', secret).update(id).digest('base64').replace(/=+$/, '')
  return `${COOKIE_NAME}=${encodeURIComponent(`s:${id}.${signature}`)}`
}

test('a cookie that we signed names its session, among others and again', () => {
  const id = newSessionId()
  for (const header of [cookie(id), `a=b; ${cookie(id)}; c=d`, `${cookie(id)};x`]) {
    expect(read(header)).toBe(sessionKeyOf(id))
    expect(read(header)).toBe(sessionKeyOf(id))
  }
})

test('nothing else does', () => {
  const id = newSessionId()
  const good = cookie(id)
  for (const header of [
    undefined,
    '',
    'a=b',
    `${COOKIE_NAME}=`,
    `${COOKIE_NAME}=%`,
    `${COOKIE_NAME}=s%3A${id}`,
    `${COOKIE_NAME}=${id}`,
    cookie(id, 'another secret'),
    cookie(`${id}x`),
    cookie('short'),
    good.replace(id, newSessionId()),
    `x${good}`,
    // the first one of two counts, as for express-session
    `${COOKIE_NAME}=forged; ${good}`,
  ]) {
    expect(read(header)).toBeUndefined()
  }
})

test('ids are 256 random bits, and what is stored does not tell them', () => {
  const ids = new Set(Array.from({ length: 10_000 }, newSessionId))
  expect(ids.size).toBe(10_000)
  for (const id of ids) expect(Buffer.from(id, 'base64url')).toHaveLength(32)
  const [one = ''] = ids
  expect(sessionKeyOf(one)).not.toContain(one)
})
