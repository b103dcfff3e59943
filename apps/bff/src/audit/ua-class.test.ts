import { expect, test } from 'vitest'
import { uaClassOf } from './ua-class.ts'

const MOZILLA = 'Mozilla/5.0'
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'

test.each([
  [`${MOZILLA} (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0`, 'firefox/145 linux'],
  [
    `${MOZILLA} (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/156.0.0.0 Safari/537.36`,
    'chrome/156 windows',
  ],
  [
    `${MOZILLA} (Windows NT 10.0) ${WEBKIT} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.1.2`,
    'edge/156 windows',
  ],
  [
    `${MOZILLA} (Linux; Android 16; K) ${WEBKIT} Chrome/156.0.0.0 Mobile Safari/537.36`,
    'chrome/156 android',
  ],
  [
    `${MOZILLA} (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1`,
    'safari/26 ios',
  ],
  ['curl/8.14.1', 'curl/8'],
  ['', 'other'],
  ['<script>alert(1)</script> Chrome/99999999999999999999', 'chrome/9999'],
])('%j goes on record as %j', (userAgent, expected) => {
  expect(uaClassOf(userAgent)).toBe(expected)
})

test('a request that names no browser puts none on record', () => {
  expect(uaClassOf(undefined)).toBeUndefined()
})
