// Walks over everything the simulator can be asked, in strict mode: an answer that the rows or the vendor's document
// do not know is a 500 here.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Generation } from './context.ts'
import { pick, signIn, startSimulator } from './stranger.ts'

const EVERYTHING = [
  'show_plans',
  'show_plan_logs',
  'show_plan_history',
  'show_plan_defaults',
  'show_metadata',
  'show_security',
  'show_settings',
  'show_instance_configurations',
  'convert_legacy_plans',
  'enrich_with_template',
  'force_all_plan_history',
]
  .map((flag) => `${flag}=true`)
  .join('&')
const KINDS = [
  'elasticsearch',
  'kibana',
  'apm',
  'integrations_server',
  'enterprise_search',
  'appsearch',
]
const generations: readonly Generation[] = ['3.8', '2.13']

let mismatches: string[]
beforeEach(() => {
  mismatches = []
  vi.spyOn(console, 'error').mockImplementation((...said: unknown[]) => {
    mismatches.push(said.join(' '))
  })
})
afterEach(() => {
  vi.restoreAllMocks()
})

const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

async function start(generation: Generation) {
  const simulator = await startSimulator({ generation, sentinels: true })
  const admin = await signIn(simulator, 'admin')
  const list = items(pick((await admin.call('GET /deployments')).body, 'deployments'))
  const ids = list.map((each) => String(pick(each, 'id')))
  return { simulator, admin, ids }
}

test.each(generations)(
  'every read of %s keeps the contract for every deployment',
  async (generation) => {
    const { admin, ids } = await start(generation)
    expect(ids.length).toBeGreaterThan(20)
    const paths = [
      ...ids.flatMap((id) => [
        `/deployments/${id}`,
        `/deployments/${id}?${EVERYTHING}&show_system_alerts=20`,
        `/deployments/${id}?show_plans=false&show_settings=true&clear_transient=true&enrich_with_template=false`,
      ]),
      '/platform',
      '/platform/infrastructure/allocators',
      '/platform/configuration/instances?show_deleted=true&show_max_zones=true&include_versions=true',
      '/deployments/templates?region=ece-region&show_hidden=true&show_max_zones=true',
      '/stack/versions?show_deleted=true&show_unusable=true',
      '/users',
    ]
    for (const path of paths) {
      const { status } = await admin.call(`GET ${path}`)
      if (status !== 200) mismatches.push(`${path} answered ${status}`)
    }
    const search = await admin.call('POST /deployments/_search', { body: { size: 500 } })
    expect(mismatches).toEqual([])
    expect(pick(search.body, 'return_count')).toBeGreaterThan(20)
  },
)

test.each(generations)(
  'every catalogue entry of %s keeps the contract by itself',
  async (generation) => {
    const { admin } = await start(generation)
    const read = async (list: string, entry: (id: string) => string, ...path: string[]) => {
      const found = items(pick((await admin.call(`GET ${list}`)).body, ...path))
      expect([...mismatches, found.length > 2]).toEqual([true])
      for (const each of found) {
        const line = entry(String(pick(each, 'id') ?? pick(each, 'version')))
        const { status } = await admin.call(`GET ${line}`)
        if (status !== 200) mismatches.push(`${line} answered ${status}`)
      }
    }
    const region = '?region=ece-region'
    await read(`/deployments/templates${region}`, (id) => `/deployments/templates/${id}${region}`)
    await read(
      '/platform/configuration/instances',
      (id) => `/platform/configuration/instances/${id}`,
    )
    await read('/stack/versions', (version) => `/stack/versions/${version}`, 'stacks')
    expect(mismatches).toEqual([])
  },
)

// A thousand answers, each one checked: more than the usual time on a busy machine
test('every verb keeps the contract on every deployment, while it runs and when it is over', async () => {
  const { simulator, ids } = await start('3.8')
  const rounds = [
    ['POST D/elasticsearch/_main/_restart?cancel_pending=true', 'POST D/kibana/_main/_restart'],
    [
      'POST D/elasticsearch/_main/_restart',
      'DELETE D/elasticsearch/_main/plan/pending',
      'POST D/kibana/_main/_shutdown',
    ],
    [
      'POST D/kibana/_main/_restore',
      'POST D/elasticsearch/_main/_restart',
      'DELETE D/elasticsearch/_main/plan/pending?force_delete=true',
    ],
    ['POST D/_shutdown?skip_snapshot=true'],
    ['POST D/_restore?restore_snapshot=true'],
    ['POST D/_shutdown'],
    ['DELETE D'],
  ]
  const succeeded = new Set<string>()
  for (const verbs of rounds) {
    // In the middle of a plan, and long after it
    for (const seconds of [0, 12, 1800]) {
      simulator.clock.advance(seconds * 1000)
      const admin = await signIn(simulator, 'admin')
      for (const id of ids) {
        for (const verb of seconds === 0 ? verbs : []) {
          const { status } = await admin.call(verb.replace(/D(?=\/|$)/, `/deployments/${id}`))
          if (status < 300) succeeded.add(verb)
        }
        if (seconds > 0) await admin.call(`GET /deployments/${id}?${EVERYTHING}`)
      }
    }
  }
  expect(mismatches).toEqual([])
  // The walk is worth nothing where every call was refused
  expect([...succeeded]).toEqual(expect.arrayContaining(rounds.flat()))
}, 60_000)

test('every plan attempt can be read by itself', async () => {
  const { admin, ids } = await start('3.8')
  let read = 0
  for (const id of ids) {
    const { body } = await admin.call(`GET /deployments/${id}?show_plan_history=true`)
    for (const kind of KINDS) {
      for (const resource of items(pick(body, 'resources', kind))) {
        const plans = pick(resource, 'info', 'plan_info')
        const attempts = [
          pick(plans, 'current'),
          pick(plans, 'pending'),
          ...items(pick(plans, 'history')),
        ]
        for (const attempt of attempts.filter((each) => each !== undefined)) {
          const ref = String(pick(resource, 'ref_id'))
          const line = `/deployments/${id}/${kind}/${ref}/activity/${String(pick(attempt, 'plan_attempt_id'))}`
          const { status } = await admin.call(`GET ${line}`)
          if (status !== 200) mismatches.push(`${line} answered ${status}`)
          read += 1
        }
      }
    }
  }
  expect(mismatches).toEqual([])
  expect(read).toBeGreaterThan(ids.length)
})
