import { beforeEach, expect, it, vi } from 'vitest'

/** Each test is a page of its own. */
const loadPage = () => import('./time-zone.ts')
let stored: Map<string, string>
let page: EventTarget

beforeEach(() => {
  vi.resetModules()
  stored = new Map()
  page = new EventTarget()
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
  })
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
  return () => vi.unstubAllGlobals()
})

/** What a browser does in this tab after another one has stored something. */
const storeElsewhere = (name: string, value: string | undefined) => {
  if (value === undefined) stored.delete(name)
  else stored.set(name, value)
  page.dispatchEvent(Object.assign(new Event('storage'), { key: name }))
}

it('local time until somebody chooses, and the choice is there on the next visit', async () => {
  const { readZone, setZone } = await loadPage()
  expect(readZone()).toBe('local')
  setZone('utc')
  expect(readZone()).toBe('utc')
  vi.resetModules()
  expect((await loadPage()).readZone()).toBe('utc')
})

it('what somebody else wrote there is local time', async () => {
  stored.set('ece-console.time-zone', '<b>mars</b>')
  expect((await loadPage()).readZone()).toBe('local')
})

it('a choice in another tab is taken over, and nothing else of that tab', async () => {
  const { onZoneChange, readZone } = await loadPage()
  const seen: string[] = []
  const stop = onZoneChange(() => seen.push(readZone()))
  storeElsewhere('ece-console.theme', 'dark')
  storeElsewhere('ece-console.time-zone', 'utc')
  storeElsewhere('ece-console.time-zone', 'utc')
  storeElsewhere('ece-console.time-zone', undefined)
  expect(seen).toEqual(['utc', 'local'])
  stop()
  storeElsewhere('ece-console.time-zone', 'utc')
  expect(seen).toHaveLength(2)
})

it('where the browser refuses to remember, the choice holds for the page', async () => {
  vi.stubGlobal('localStorage', {
    getItem: () => {
      throw new Error('no')
    },
    setItem: () => {
      throw new Error('no')
    },
  })
  const { readZone, setZone } = await loadPage()
  setZone('utc')
  expect(readZone()).toBe('utc')
})
