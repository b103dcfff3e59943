import { beforeEach, describe, expect, it, vi } from 'vitest'
import { readVisits, rememberVisit, visitOf } from './recent.ts'

const ID = 'c7d139e7a0b14f2d8e6c5b4a39289741'
const me = { installation: { id: 'prod-eu', name: 'prod · eu' }, user: 'a.kern' }
const titled = (name: string) => `${name} · prod · eu · ECE Console`
const visit = (id: string) => ({ area: 'deployments' as const, id, name: `name of ${id}` })
let stored: Map<string, string>

beforeEach(() => {
  stored = new Map()
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
  })
  return () => vi.unstubAllGlobals()
})

describe('the objects opened last', () => {
  it('are eight, newest first, each once', () => {
    for (let n = 1; n <= 10; n += 1) rememberVisit(me, visit(`d${n}`))
    rememberVisit(me, { ...visit('d5'), name: 'renamed' })
    const visits = readVisits(me)
    expect(visits.map(({ id }) => id)).toEqual(['d5', 'd10', 'd9', 'd8', 'd7', 'd6', 'd4', 'd3'])
    expect(visits[0]?.name).toBe('renamed')
  })

  it('are those of the installation, and of the person', () => {
    rememberVisit(me, visit('d1'))
    expect(readVisits({ ...me, installation: { id: 'lab', name: 'lab' } })).toEqual([])
    expect(readVisits({ ...me, user: 'viewer' })).toEqual([])
    rememberVisit({ ...me, user: 'viewer' }, visit('d2'))
    expect(readVisits(me)).toEqual([])
  })

  it.each(['', '{', 'null', '[]', '{"user":"a.kern","visits":[{"area":"javascript:","id":1}]}'])(
    'are none when the browser holds %j',
    (text) => {
      stored.set('ece-console.recent.prod-eu', text)
      expect(readVisits(me)).toEqual([])
    },
  )
})

describe('what a page is about', () => {
  it('is in its address and its title', () => {
    expect(visitOf(`/prod-eu/deployments/${ID}`, titled('logging · prod'), me)).toEqual({
      area: 'deployments',
      id: ID,
      name: 'logging · prod',
    })
    expect(visitOf('/prod-eu/templates/a%2Fb', titled('Hot & warm'), me)?.id).toBe('a/b')
    expect(visitOf('/prod-eu/stack-versions/8.17.4', titled('8.17.4'), me)?.name).toBe('8.17.4')
  })

  it.each([
    ['a list', '/prod-eu/deployments', titled('Deployments')],
    ['a page that reads its object', `/prod-eu/deployments/${ID}`, titled('c7d139e7…9741')],
    ['a page that is not there', '/prod-eu/deployments/x', titled('Page not found')],
    ['something unknown', `/prod-eu/elsewhere/${ID}`, titled('name')],
    ['a title of another installation', `/prod-eu/deployments/${ID}`, 'a · lab · ECE Console'],
  ])('is nothing for %s', (_, path, title) => {
    expect(visitOf(path, title, me)).toBeUndefined()
  })

  it('survives an address that cannot be decoded', () => {
    expect(visitOf('/prod-eu/templates/%E0%A4%A', titled('odd'), me)?.id).toBe('%E0%A4%A')
  })
})
