import { beforeAll, describe, expect, it } from 'vitest'
import { deploymentVerbs } from '../../actions/verbs.ts'
import { enterInstallation } from '../../api/installation.ts'
import {
  DEPLOYMENT_ID,
  ELASTICSEARCH_ID,
  KIBANA_ID,
  restarting,
  sample,
} from '../../domain/sample.ts'
import { hitGroups, templateItems, verbItems, versionItems } from './items.tsx'
import { readWanted } from './wanted.ts'

const admin = { roles: ['ece_platform_admin'], permissions: [] }

beforeAll(() => {
  enterInstallation({ id: 'lab', name: 'lab', environment: 'test', colour: '#336699' })
})

const groupsFor = (text: string, hits = [sample()], total?: number) =>
  hitGroups(hits, readWanted(text), total)
    .filter(({ items }) => items.length > 0)
    .map(({ title, items }) => [title, items.map(({ label }) => label)])

describe('hits of the search', () => {
  it('are the deployment, and its resources of the same name', () => {
    expect(groupsFor('fun')).toEqual([
      ['Deployments', ['fun']],
      ['Elasticsearch', ['fun']],
      ['Kibana', ['fun']],
    ])
  })

  it('are only the deployment when only that has the id', () => {
    expect(groupsFor(DEPLOYMENT_ID)).toEqual([['Deployments', ['fun']]])
  })

  it('begin with the resource whose id was pasted', () => {
    expect(groupsFor(`look at ${KIBANA_ID} please`)).toEqual([
      ['Kibana', ['fun']],
      ['Deployments', ['fun']],
    ])
    const [first] = hitGroups([sample()], readWanted(ELASTICSEARCH_ID), 1)
    expect(first?.items[0]?.link).toMatchObject({
      to: '/$installation/elasticsearch/$clusterId',
      params: { installation: 'lab', clusterId: ELASTICSEARCH_ID },
    })
  })

  it('show the whole id that was looked for', () => {
    const [first] = hitGroups([sample()], readWanted(DEPLOYMENT_ID.slice(0, 10)), 1)
    expect(first?.items[0]?.hint).toContain(DEPLOYMENT_ID)
  })

  it('lead to the list when there are more than fit', () => {
    const many = Array.from({ length: 10 }, (_, n) => ({
      ...sample(),
      id: `${n}`,
      name: `fun-${n}`,
    }))
    const [deployments] = hitGroups(many, readWanted('fun'), 1284)
    expect(deployments?.items).toHaveLength(9)
    expect(deployments?.items.at(-1)).toMatchObject({
      label: 'All 1,284 deployments that match',
      link: { to: '/$installation/deployments', search: { q: 'fun' } },
    })
  })

  it('are there with every optional field missing', () => {
    const bare = { id: DEPLOYMENT_ID, name: '', resources: {} }
    const [only] = hitGroups([bare], readWanted('x'), undefined)
    expect(only?.items).toMatchObject([{ label: DEPLOYMENT_ID, health: { word: 'Unknown' } }])
    expect(JSON.stringify(only?.items)).not.toMatch(/undefined|NaN/)
  })
})

describe('verbs of the object on the page', () => {
  const verbsOf = (deployment = sample(), text = '') => {
    const opened: string[] = []
    const verbs = {
      actions: deploymentVerbs(deployment, admin, '3.8.0'),
      label: 'Actions of fun',
      onOpen: (key: string) => void opened.push(key),
    }
    return { opened, items: verbItems(verbs, text, () => {}) }
  }

  it('are found by the beginnings of their words and open their dialog on the page', () => {
    const { opened, items } = verbsOf(sample(), 'restart el')
    expect(items.map(({ label }) => label)).toEqual(['Restart Elasticsearch…'])
    items[0]?.run?.()
    expect(opened).toEqual(['restart-elasticsearch'])
  })

  it('stay in the list with the reason when they cannot be used', () => {
    const { items } = verbsOf(restarting, 'restart el')
    expect(items[0]?.disabledReason).toMatch(/A plan is running/)
  })
})

it('templates and versions are found by part of their name or id, the newest version first', () => {
  const templates = [
    { id: 'default', name: 'Default' },
    { id: 'hot-warm', name: 'Hot and warm' },
  ]
  expect(templateItems(templates, 'warm').map(({ label }) => label)).toEqual(['Hot and warm'])
  const stacks = [{ version: '8.9.0' }, {}, { version: '8.17.4' }, { version: '7.17.1' }]
  expect(versionItems(stacks, '8.').map(({ label }) => label)).toEqual(['8.17.4', '8.9.0'])
})
