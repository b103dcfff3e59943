// Templates, instance configurations and stack versions as a stranger reads them, in strict mode.
import { describe, expect, test } from 'vitest'
import { compareVersions } from '../kinds.ts'
import { codeOf, pick, signIn, startSimulator } from '../stranger.ts'
import type { SimulatorOptions } from '../simulator.ts'

type Item = Readonly<Record<string, unknown>>

const itemsOf = (value: unknown): readonly Item[] => (Array.isArray(value) ? value : [])
const textsOf = (value: unknown) => (Array.isArray(value) ? value.map(String) : [])

async function start(options: SimulatorOptions = {}) {
  const simulator = await startSimulator(options)
  const admin = await signIn(simulator, 'admin')
  const get = (path: string) => admin.call(`GET ${path}`)
  // strict mode has held the answers against the vendor's document
  const list = async (path: string, ...at: string[]) => itemsOf(pick((await get(path)).body, ...at))
  return { get, list, world: simulator.world }
}

const idsOf = (items: readonly Item[], name = 'id') => items.map((item) => item[name])
const REGION = 'region=ece-region'

describe('stack versions', () => {
  test('deleted ones are shown on demand and by name', async () => {
    const { get, list } = await start()
    const shown = idsOf(await list('/stack/versions', 'stacks'), 'version')
    const everything = await list('/stack/versions?show_deleted=true', 'stacks')
    const deleted = idsOf(
      everything.filter((stack) => stack.deleted === true),
      'version',
    )
    expect(deleted).toHaveLength(1)
    expect(shown).toHaveLength(everything.length - 1)
    expect(shown).not.toContain(deleted[0])
    expect((await get(`/stack/versions/${String(deleted[0])}`)).body).toMatchObject({
      deleted: true,
    })
  })

  test('upgrades lead to newer versions on offer, never past one that must be stepped on', async () => {
    const { list } = await start()
    const everything = await list('/stack/versions?show_deleted=true', 'stacks')
    const targets = new Map(
      everything.map((stack) => [stack.version, textsOf(stack.upgradable_to)]),
    )
    for (const [version, to] of targets) {
      for (const target of to) expect(compareVersions(target, String(version))).toBeGreaterThan(0)
      expect(to).not.toContain('8.16.1')
    }
    expect(targets.get('7.17.9')).toContain('8.17.4')
    expect(targets.get('7.17.28')).not.toContain('9.0.1')
    expect(targets.get('8.17.4')).not.toContain('9.0.1')
    expect(targets.get('8.18.1')).toEqual(['9.0.0', '9.0.1'])
    expect(targets.get('9.0.1')).toEqual([])
  })

  test('Enterprise Search ends with 8', async () => {
    const { get } = await start()
    expect((await get('/stack/versions/8.18.1')).body).toHaveProperty('enterprise_search')
    expect((await get('/stack/versions/9.0.1')).body).not.toHaveProperty('enterprise_search')
  })

  test.each(['8.17.99', '8.17', 'latest', '..%2F..%2Fplatform'])(
    'there is no version %s',
    async (version) => {
      const { get } = await start()
      const heard = await get(`/stack/versions/${version}`)
      expect([heard.status, codeOf(heard)]).toEqual([404, 'stackpack.version_not_found'])
    },
  )
})

describe('instance configurations', () => {
  test('the twelve of a fresh installation, and a deleted one on demand', async () => {
    const { get, list } = await start()
    const shown = await list('/platform/configuration/instances')
    expect(shown).toHaveLength(12)
    expect(shown.every((item) => item.system_owned === true && !('max_zones' in item))).toBe(true)
    const everything = await list('/platform/configuration/instances?show_deleted=true')
    const gone = everything.find((item) => 'deleted_on' in item)
    expect(everything).toHaveLength(13)
    const path = `/platform/configuration/instances/${String(gone?.id)}`
    const hidden = await get(path)
    expect([hidden.status, codeOf(hidden)]).toEqual([
      404,
      'configuration.instance_configuration_not_found',
    ])
    expect((await get(`${path}?show_deleted=true`)).body).toEqual(gone)
  })

  test('the zones are counted with the filter over the tags of allocators', async () => {
    const { list, world } = await start()
    const items = await list(
      '/platform/configuration/instances?show_deleted=true&show_max_zones=true',
    )
    const tagged = world.allocators.filter(({ metadata }) =>
      metadata.some(({ key, value }) => key === 'ssd' && value === 'true'),
    )
    const zones = new Set(tagged.map(({ zone_id }) => zone_id)).size
    expect(items.find(({ id }) => id === 'data.default')).toMatchObject({ max_zones: 3 })
    expect(items.find((item) => 'allocator_filter' in item)).toMatchObject({ max_zones: zones })
  })

  test('nobody else has a configuration of that name, and none has versions', async () => {
    const { get } = await start()
    for (const path of ['data.nothing', 'toString', 'data.default?config_version=2']) {
      const heard = await get(`/platform/configuration/instances/${path}`)
      expect([heard.status, codeOf(heard)]).toEqual([
        404,
        'configuration.instance_configuration_not_found',
      ])
    }
  })
})

describe('deployment templates', () => {
  const order = [
    'default',
    'hot-warm',
    'machine-learning',
    'cross-cluster-search',
    'enterprise-search',
  ]

  test('come in their order, own ones behind, hidden ones on demand', async () => {
    const { list } = await start()
    const shown = await list(`/deployments/templates?${REGION}`)
    expect(idsOf(shown).slice(0, order.length)).toEqual(order)
    expect(shown.filter((item) => item.system_owned === false)).toHaveLength(2)
    expect(shown.every((item) => item.hidden !== true)).toBe(true)
    const everything = await list(`/deployments/templates?${REGION}&show_hidden=true`)
    expect(everything).toHaveLength(shown.length + 1)
  })

  test('list every tier and every kind, and name configurations that exist', async () => {
    const { list } = await start()
    const configurations = idsOf(await list('/platform/configuration/instances'))
    for (const template of await list(`/deployments/templates?${REGION}`)) {
      const resources = pick(template, 'deployment_template', 'resources')
      expect(Object.keys(Object(resources)).toSorted()).toEqual([
        'apm',
        'appsearch',
        'elasticsearch',
        'enterprise_search',
        'integrations_server',
        'kibana',
      ])
      const shown = itemsOf(template.instance_configurations)
      expect(shown).not.toEqual([])
      expect(configurations).toEqual(expect.arrayContaining(idsOf(shown)))
      expect(shown.every((item) => !('max_zones' in item) && !('system_owned' in item))).toBe(true)
    }
    const tiers = pick(
      await list(`/deployments/templates?${REGION}`),
      0,
      'deployment_template',
      'resources',
      'elasticsearch',
      0,
      'plan',
      'cluster_topology',
    )
    expect(idsOf(itemsOf(tiers))).toEqual([
      'hot_content',
      'warm',
      'cold',
      'frozen',
      'coordinating',
      'master',
      'ml',
    ])
  })

  test.each([
    ['7.11.0', ['apm', 'elasticsearch', 'enterprise_search', 'kibana'], false],
    ['7.17.28', ['apm', 'elasticsearch', 'enterprise_search', 'kibana'], true],
    ['8.17.4', ['elasticsearch', 'enterprise_search', 'integrations_server', 'kibana'], true],
    ['9.0.1', ['elasticsearch', 'integrations_server', 'kibana'], true],
  ])('for %s only what that version has', async (version, kinds, hasFrozen) => {
    const { get } = await start()
    const { body } = await get(`/deployments/templates/default?${REGION}&stack_version=${version}`)
    const resources = pick(body, 'deployment_template', 'resources')
    expect(Object.keys(Object(resources)).toSorted()).toEqual(kinds)
    const tiers = itemsOf(pick(resources, 'elasticsearch', 0, 'plan', 'cluster_topology'))
    expect(idsOf(tiers).includes('frozen')).toBe(hasFrozen)
  })

  test('flags narrow the list', async () => {
    const { list } = await start()
    const narrow = async (query: string) =>
      idsOf(await list(`/deployments/templates?${REGION}&${query}`))
    const everything = await narrow('')
    expect(await narrow('metadata=legacy:true')).toEqual(['default-legacy'])
    expect(await narrow('metadata=legacy:false')).toEqual([])
    expect(await narrow('hide_deprecated=true')).toHaveLength(everything.length - 1)
    expect(await narrow('stack_version=6.8.23')).not.toContain('enterprise-search')
    expect(await narrow('stack_version=8.17.4')).toContain('enterprise-search')
    const [first] = await list(
      `/deployments/templates?${REGION}&show_instance_configurations=false`,
    )
    expect(first?.instance_configurations).toEqual([])
    const [zones] = await list(`/deployments/templates?${REGION}&show_max_zones=true`)
    expect(pick(zones, 'instance_configurations', 0, 'max_zones')).toBe(3)
  })

  test.each([
    ['/deployments/templates', 400, 'templates.region_not_found'],
    ['/deployments/templates?region=us-east-1', 400, 'templates.region_not_found'],
    ['/deployments/templates/default?region=us-east-1', 400, 'templates.region_not_found'],
    ['/deployments/templates/default', 400, 'templates.region_not_found'],
    [`/deployments/templates?${REGION}&metadata=legacy`, 400, 'root.invalid_data'],
    [`/deployments/templates/nothing?${REGION}`, 404, 'templates.template_not_found'],
    [`/deployments/templates/__proto__?${REGION}`, 404, 'templates.template_not_found'],
  ])('%s is refused with %i %s', async (path, status, code) => {
    const { get } = await start()
    const heard = await get(path)
    expect([heard.status, codeOf(heard)]).toEqual([status, code])
  })

  test('one template brings its version', async () => {
    const { get } = await start()
    const { headers, body } = await get(`/deployments/templates/hot-warm?${REGION}`)
    expect(headers.get('x-cloud-resource-version')).toMatch(/^\d+$/)
    expect(body).toMatchObject({ id: 'hot-warm', template_category_id: 'hot-warm' })
  })
})

test('a 2.13 offers nothing that came later', async () => {
  const { get, list } = await start({ generation: '2.13' })
  const stacks = await list('/stack/versions?show_deleted=true', 'stacks')
  for (const { version } of stacks)
    expect(compareVersions(String(version), '8.0.0')).toBeLessThan(0)
  expect(await list('/platform/configuration/instances')).toHaveLength(11)
  const { body } = await get(`/deployments/templates/default?${REGION}`)
  expect(pick(body, 'deployment_template', 'resources')).not.toHaveProperty('integrations_server')
})
