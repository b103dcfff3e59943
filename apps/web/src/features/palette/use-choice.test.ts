import { expect, it } from 'vitest'
import type { Item } from './items.tsx'
import { firstChoice, stepTo } from './use-choice.ts'

const place: Item = { key: 'p', label: 'Deployments', icon: null, link: { to: '/' } }
const verb: Item = { key: 'v', label: 'Resync', icon: null, run: () => {} }
const off: Item = { ...verb, disabledReason: 'A plan is running.' }

it('the arrows go round, and the page keys stop at the ends', () => {
  expect(stepTo('ArrowDown', -1, 3)).toBe(0)
  expect(stepTo('ArrowDown', 2, 3)).toBe(0)
  expect(stepTo('ArrowUp', 0, 3)).toBe(2)
  expect(stepTo('ArrowUp', -1, 3)).toBe(2)
  expect(stepTo('PageDown', 1, 30)).toBe(9)
  expect(stepTo('PageDown', 28, 30)).toBe(29)
  expect(stepTo('PageUp', 3, 30)).toBe(0)
  expect(stepTo('Home', 7, 30)).toBe(0)
  expect(stepTo('End', 7, 30)).toBe(29)
})

it('no key leads anywhere in an empty list, and letters never do', () => {
  expect(stepTo('ArrowDown', -1, 0)).toBeUndefined()
  expect(stepTo('j', 0, 3)).toBeUndefined()
})

it('Enter in an empty field goes to a place or does nothing, and never to a verb', () => {
  expect(firstChoice([place, verb], '')).toBe(0)
  expect(firstChoice([verb, place], '')).toBe(-1)
  expect(firstChoice([], '')).toBe(-1)
})

it('Enter after typing takes the first that can be chosen', () => {
  expect(firstChoice([off, verb, place], 're')).toBe(1)
  expect(firstChoice([off], 're')).toBe(-1)
})
