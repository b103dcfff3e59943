import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readTarget } from './target.ts'

it('after signing in one gets where one wanted to go, with everything in the address', () => {
  expect(readTarget('/prod-eu/deployments?q=logs#x')).toEqual({
    path: '/prod-eu/deployments?q=logs#x',
    installation: 'prod-eu',
  })
  expect(readTarget('/prod-eu')?.installation).toBe('prod-eu')
})

it.each([
  undefined,
  7,
  '',
  '/',
  '//evil.example/x',
  '/\\evil.example',
  '/prod\\..\\',
  'https://evil.example/prod',
  'javascript:alert(1)',
  '/sign-in',
  '/sign-in?x=1',
  '/Prod/x',
  '/prod\n/x',
])('%j is no place to go', (text) => {
  expect(readTarget(text)).toBeUndefined()
})

it('whatever is a target stays on this console', () => {
  fc.assert(
    fc.property(fc.webPath(), fc.string(), (path, rest) => {
      const target = readTarget(path + rest)
      if (target === undefined) return
      expect(new URL(target.path, 'https://console.example').origin).toBe('https://console.example')
    }),
  )
})
