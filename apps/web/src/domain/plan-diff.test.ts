import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { arbitraryOf } from './arbitrary.ts'
import { operations } from '@ece/api-types'
import { describeChange } from './plan-diff-change.ts'
import { diffPlans, hasMasked } from './plan-diff.ts'

const GB = 1024
const HOT_ROLES = ['master', 'ingest', 'data_hot', 'data_content']
const tier = (id: string, value: number, zone_count: number, more: object = {}) => ({
  id,
  instance_configuration_id: 'data.default',
  node_roles: HOT_ROLES,
  size: { value, resource: 'memory' },
  zone_count,
  ...more,
})
const plan = (topology: readonly object[], more: object = {}) => ({
  cluster_topology: topology,
  elasticsearch: { version: '8.17.4', enabled_built_in_plugins: [] },
  deployment_template: { id: 'default' },
  ...more,
})
const running = plan([tier('hot_content', 8 * GB, 3), tier('warm', 0, 2)])
/** `loses hot_content, zones: 3 → 2 (1 of 3 zones goes)`. */
const say = (before: unknown, after: unknown) =>
  diffPlans(before, after).map((each) =>
    [each.risk, each.area, describeChange(each), ...(each.effect ? [`(${each.effect})`] : [])].join(
      ' ',
    ),
  )

describe('what a change takes away is said first, with how much', () => {
  it.each([
    [
      'a zone',
      plan([tier('hot_content', 8 * GB, 2), tier('warm', 0, 2)]),
      ['loses zones hot_content, zones: 3 → 2 (1 of 3 zones goes)'],
    ],
    [
      'memory',
      plan([tier('hot_content', 4 * GB, 3), tier('warm', 0, 2)]),
      ['loses size hot_content, memory per zone: 8 GB → 4 GB (50% less in each zone)'],
    ],
    [
      'a tier that the plan no longer lists',
      plan([tier('warm', 0, 2)]),
      [
        'loses tier hot_content: 8 GB × 3 zones on data.default gone (the whole tier goes, with its nodes)',
      ],
    ],
    [
      'a tier of size 0',
      plan([tier('hot_content', 0, 3), tier('warm', 0, 2)]),
      [
        'loses tier hot_content: 8 GB × 3 zones on data.default → not used (the whole tier goes, with its nodes)',
      ],
    ],
    [
      'every tier',
      plan([]),
      [
        'loses tier hot_content: 8 GB × 3 zones on data.default gone (the whole tier goes, with its nodes)',
        'none tier warm: not used gone',
      ],
    ],
  ])('%s', (_, after, said) => {
    expect(say(running, after)).toEqual(said)
  })

  it('nodes of a 2.x plan, whose zones stand at the top', () => {
    const old = (zone_count: number, node_count_per_zone: number) => ({
      zone_count,
      cluster_topology: [
        {
          node_type: { master: true, data: true, ingest: true, ml: false },
          instance_configuration_id: 'data.default',
          memory_per_node: 4 * GB,
          node_count_per_zone,
        },
      ],
      elasticsearch: { version: '6.8.23' },
    })
    expect(say(old(2, 2), old(1, 1))).toEqual([
      'loses zones zones: 2 → 1 (1 of 2 zones goes)',
      'loses size data.default, memory per zone: 8 GB → 4 GB (50% less in each zone)',
      'loses size data.default, nodes per zone: 2 → 1 (1 of 2 nodes goes in each zone)',
    ])
  })

  it('seven of nine nodes behind one line that changed', () => {
    const before = plan([
      tier('hot_content', 8 * GB, 3),
      tier('warm', 8 * GB, 3),
      tier('cold', 4 * GB, 3),
    ])
    const after = plan([tier('hot_content', 8 * GB, 2), tier('warm', 0, 3), tier('cold', 0, 3)])
    expect(diffPlans(before, after).map(({ risk, what }) => [risk, what])).toEqual([
      ['loses', 'warm'],
      ['loses', 'cold'],
      ['loses', 'hot_content, zones'],
    ])
  })
})

describe('what grows or changes without loss is no alarm', () => {
  it.each([
    ['memory', [tier('hot_content', 16 * GB, 3), tier('warm', 0, 2)], 'none size'],
    ['zones', [tier('hot_content', 8 * GB, 4), tier('warm', 0, 2)], 'none zones'],
    ['a tier', [tier('hot_content', 8 * GB, 3), tier('warm', 2 * GB, 2)], 'none tier warm'],
    [
      'a tier that was not listed',
      [...running.cluster_topology, tier('cold', GB, 1)],
      'none tier cold',
    ],
    [
      'hardware',
      [
        tier('hot_content', 8 * GB, 3, { instance_configuration_id: 'data.fast' }),
        tier('warm', 0, 2),
      ],
      'notice instance_configuration hot_content, instance_configuration_id: data.default → data.fast',
    ],
    [
      'roles',
      [tier('hot_content', 8 * GB, 3, { node_roles: ['data_hot'] }), tier('warm', 0, 2)],
      'notice tier hot_content, node_roles: data_content, data_hot, ingest, master → data_hot',
    ],
  ])('%s', (_, topology, said) => {
    const found = say(running, plan(topology))
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(said)
  })

  it('neither the order of tiers and roles, nor what a plan asks for once, nor null for absent', () => {
    const turned = plan(
      [tier('warm', 0, 2), tier('hot_content', 8 * GB, 3, { node_roles: HOT_ROLES.toReversed() })],
      {
        transient: { plan_configuration: { cluster_reboot: 'forced' } },
        autoscaling_enabled: null,
      },
    )
    expect(say(running, turned)).toEqual([])
  })

  it('version, template, plugins, strategy', () => {
    const strategy = (name: string, options = {}) => ({
      transient: { strategy: { [name]: options } },
    })
    const before = plan(running.cluster_topology, {
      elasticsearch: {
        version: '8.17.4',
        enabled_built_in_plugins: ['analysis-icu', 'repository-hdfs'],
        user_bundles: [{ name: 'words', url: 'repo://1', elasticsearch_version: '8.17.4' }],
      },
      ...strategy('autodetect'),
    })
    const after = plan(running.cluster_topology, {
      elasticsearch: {
        version: '8.18.1',
        enabled_built_in_plugins: ['repository-hdfs', 'analysis-kuromoji'],
        user_bundles: [{ name: 'words', url: 'repo://2', elasticsearch_version: '8.17.4' }],
      },
      deployment_template: { id: 'hot-warm' },
      ...strategy('rolling', { group_by: '__zone__' }),
    })
    expect(say(before, after)).toEqual([
      'notice version version: 8.17.4 → 8.18.1',
      'notice template deployment_template.id: default → hot-warm',
      'notice plugins enabled_built_in_plugins: analysis-icu: on gone',
      'notice plugins enabled_built_in_plugins: analysis-kuromoji: on added',
      'notice plugins user_bundles: words.url: repo://1 → repo://2',
      'none strategy strategy: autodetect → rolling, group_by __zone__',
    ])
  })
})

describe('tiers are the same when', () => {
  const pair = (before: object, after: object) => say(plan([before]), plan([after]))
  it('a plan of 2.x got ids, sizes and roles', () => {
    const old = {
      instance_configuration_id: 'data.default',
      node_type: { data: true },
      memory_per_node: 4 * GB,
      node_count_per_zone: 2,
      zone_count: 2,
    }
    expect(pair(old, tier('hot_content', 8 * GB, 2))).toEqual([
      'notice tier hot_content, node_roles: data → data_content, data_hot, ingest, master',
      'notice other hot_content, memory_per_node: 4096 gone',
      'notice other hot_content, node_count_per_zone: 2 gone',
      'notice other hot_content, id: hot_content added',
      'notice other hot_content, size.value: 8192 added',
      'notice other hot_content, size.resource: memory added',
    ])
  })
  it('a Kibana moved to another instance configuration', () => {
    const kibana = (instance_configuration_id: string) => ({
      instance_configuration_id,
      size: { value: GB },
      zone_count: 1,
    })
    expect(pair(kibana('kibana'), kibana('kibana.v2'))).toEqual([
      'notice instance_configuration kibana.v2, instance_configuration_id: kibana → kibana.v2',
    ])
  })
  it('but never when their ids differ', () => {
    expect(
      diffPlans(plan([tier('hot_content', GB, 1)]), plan([tier('warm', GB, 1)])),
    ).toMatchObject([
      { risk: 'loses', what: 'hot_content' },
      { risk: 'none', what: 'warm' },
    ])
  })
})

describe('user settings are told by key', () => {
  const yaml = (text: string) => ({ elasticsearch: { user_settings_yaml: text } })
  const BEFORE = [
    'action.auto_create_index: true # for now',
    'xpack:',
    '  security:',
    '    authc.realms.saml.s1:',
    '      order: 2',
    '      idp.metadata.path: "https://idp.example:8443/x"',
    'reindex.remote.whitelist:',
    '- one:9200',
    '- two:9200',
    'xpack.notification.email.account.work.smtp.password: ********',
  ].join('\n')

  it('where a nested value, a list and a key change', () => {
    const after = BEFORE.replace('order: 2', 'order: 3')
      .replace('- two:9200', '- three:9200')

      .replace('action.auto_create_index: true # for now\n', '')
    expect(say(yaml(BEFORE), yaml(after))).toEqual([
      'notice settings user_settings_yaml: action.auto_create_index: true gone',
      'notice settings user_settings_yaml: xpack.security.authc.realms.saml.s1.order: 2 → 3',
      'notice settings user_settings_yaml: reindex.remote.whitelist[]: one:9200, two:9200 → one:9200, three:9200',
    ])
  })

  it('and only their writing is said to differ where order, spacing or comments do', () => {
    const after = `# who changed this?\n${BEFORE.replace('"https', '"https').replaceAll('    ', '     ')}\n`
    expect(say(yaml(BEFORE), yaml(after))).toEqual([
      'none settings user_settings_yaml: the same keys and values → written differently',
    ])
  })

  it('in JSON as well, nested or with dots, as object or as text', () => {
    const json = (value: unknown) => ({ kibana: { user_settings_json: value } })
    expect(say(json({ a: { b: 1, c: [1, 2] } }), json('{"a.b": 2, "a": {"c": [1]}}'))).toEqual([
      'notice settings user_settings_json: a.b: 1 → 2',
      'notice settings user_settings_json: a.c: 1, 2 → 1',
    ])
    expect(say(json({ a: 1 }), json('{broken'))).toHaveLength(1)
  })

  it('of one tier, and of an override, with the place they stand in', () => {
    const own = (text: string) =>
      plan([tier('hot_content', GB, 1, { elasticsearch: { user_settings_override_yaml: text } })])
    expect(say(own('a: 1'), own('a: 2'))).toEqual([
      'notice settings hot_content, user_settings_override_yaml: a: 1 → 2',
    ])
  })

  it('and a value that was masked is known to be one', () => {
    expect(hasMasked(yaml(BEFORE))).toBe(true)
    expect(hasMasked(running)).toBe(false)
  })
})

describe('what is not known', () => {
  it('is compared leaf by leaf and never left out', () => {
    const before = plan(running.cluster_topology, {
      tiebreaker_topology: { memory_per_node: 1024 },
    })
    const after = plan(running.cluster_topology, {
      identity: { realms: [{ name: 'x', order: 1 }] },
    })
    expect(say(before, after)).toEqual([
      'notice other tiebreaker_topology.memory_per_node: 1024 gone',
      'notice other identity.realms[0].name: x added',
      'notice other identity.realms[0].order: 1 added',
    ])
  })
  it('is not called a loss: a plan without its topology may have been cut', () => {
    const found = diffPlans(running, { ...running, cluster_topology: undefined })
    expect(found.length).toBeGreaterThan(5)
    expect(found.every(({ risk }) => risk === 'notice')).toBe(true)
  })
})

// a random plan as the schema has it, with members that nobody knows
const known = arbitraryOf(operations.getDeployment.response)
const anyPlan = fc
  .tuple(known, fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 2 }), fc.nat(2))
  .map(([deployment, more, index]) => {
    // the schema has made the shape; every part of it may be missing
    const found = deployment as {
      resources?: { elasticsearch?: { info?: { plan_info?: { current?: { plan?: object } } } }[] }
    }
    const { plan: own } = found.resources?.elasticsearch?.[index]?.info?.plan_info?.current ?? {}
    return { ...running, ...own, ...more }
  })

test('equal plans have no difference, whatever stands in them', () => {
  fc.assert(
    fc.property(fc.oneof(anyPlan, fc.jsonValue()), (value) => {
      expect(diffPlans(value, structuredClone(value))).toEqual([])
    }),
  )
})

test('any two values are compared without a crash, and every text can be shown', () => {
  const sides = fc.oneof(anyPlan, fc.jsonValue({ maxDepth: 6 }), fc.constant(undefined))
  fc.assert(
    fc.property(sides, sides, (before, after) => {
      for (const change of diffPlans(before, after)) {
        expect(describeChange(change)).not.toMatch(/\bundefined\b|\[object /)
        expect(change.before === change.after && change.before !== undefined).toBe(false)
      }
    }),
  )
})

type Path = readonly (string | number)[]
const pathsOf = (value: unknown, path: Path = []): Path[] =>
  typeof value !== 'object' || value === null
    ? [path]
    : Object.entries(value).flatMap(([name, each]) =>
        pathsOf(each, [...path, Array.isArray(value) ? Number(name) : name]),
      )
function replaceAt(value: unknown, [name, ...rest]: Path, leaf: unknown): unknown {
  if (name === undefined) return leaf
  if (Array.isArray(value)) {
    return value.map((each: unknown, index) =>
      index === name ? replaceAt(each, rest, leaf) : each,
    )
  }
  // `pathsOf` has come this way
  const fields = value as Record<string, unknown>
  return { ...fields, [name]: replaceAt(fields[name], rest, leaf) }
}

test('a leaf that changes anywhere outside the transient part is told', () => {
  fc.assert(
    fc.property(anyPlan, fc.nat(), (before, at) => {
      const paths = pathsOf(before).filter(
        ([first]) => first !== 'transient' && first !== '__proto__',
      )
      const path = paths[at % paths.length]
      fc.pre(path !== undefined)
      const told = diffPlans(before, replaceAt(before, path ?? [], 'm4rk'))
      expect(JSON.stringify(told), String(path)).toContain('m4rk')
    }),
    { numRuns: 300 },
  )
})

test('a hostile plan of forty thousand leaves, or nested without end, is compared at once', () => {
  const many = (value: number) => ({
    x: Array.from({ length: 20_000 }, (_, id) => ({ id, value })),
  })
  const deep = (leaf: number) =>
    JSON.parse(`${'[{"a":'.repeat(2000)}${leaf}${'}]'.repeat(2000)}`) as unknown
  const tiers = (zones: number) =>
    plan(Array.from({ length: 5_000 }, (_, index) => tier(`t${index}`, GB, zones)))
  const start = performance.now()
  expect(diffPlans(many(1), many(2))).toHaveLength(20_000)
  expect(diffPlans({ deep: deep(1) }, { deep: deep(2) })).toHaveLength(1)
  expect(diffPlans(tiers(1), tiers(2))).toHaveLength(5_000)
  expect(performance.now() - start).toBeLessThan(2000)
})
