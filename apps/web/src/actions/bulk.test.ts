import { describe, expect, it } from 'vitest'
import { buildRequest } from '@ece/api-types'
import {
  DEPLOYMENT_ID,
  ELASTICSEARCH_ID,
  KIBANA_ID,
  NOW,
  restarting,
  sample,
  stopped,
} from '../domain/sample.ts'
import type { AnyDeployment } from '../domain/shapes.ts'
import { type BulkItem, commonReason, dangerOf, impactOf, isUsable, judge } from './bulk.ts'
import { BULK_VERBS, type BulkScope } from './bulk-verbs.ts'
import { totalsOf } from './bulk-totals.ts'
import { deploymentVerbs } from './verbs.ts'
import { admin, viewer } from './verb-sample.ts'

const verb = (key: string, scope: BulkScope = 'deployments') => {
  const found = BULK_VERBS[scope].find((each) => each.key === key)
  if (found === undefined) throw new Error(`no verb ${key}`)
  return found
}
const other = (more: Partial<AnyDeployment>): AnyDeployment => ({ ...sample(), ...more })
const OTHER_ID = '00000000000000000000000000000001'
const who = { user: admin, version: '3.8.0' }
const judged = (key: string, ...deployments: readonly AnyDeployment[]) =>
  judge(
    verb(key),
    deployments.map((deployment) => ({ deployment })),
    who,
  )
const skipped = ([item]: readonly BulkItem[]) => item?.skipped

describe('a verb over many', () => {
  it('sends for each target what the same verb of one sends', () => {
    const one = deploymentVerbs(sample(), admin, '3.8.0').find(({ key }) => key === 'shut-down')
    const [item] = judged('shut-down', sample())
    expect(item?.id).toBe(`/deployments/${DEPLOYMENT_ID}/_shutdown?skip_snapshot=false`)
    expect(item?.action && buildRequest(item.action.operation, item.action.toInput({}))).toEqual(
      one && buildRequest(one.operation, one.toInput({})),
    )
  })

  it.each([
    ['restart-elasticsearch', stopped, /is stopped/],
    ['restart-elasticsearch', restarting, /^A plan is running/],
    ['restart-kibana', restarting, /^A plan is running/],
    ['shut-down', stopped, 'It is already shut down.'],
    ['shut-down', sample({ metadata: { system_owned: true } }), /belongs to ECE itself/],
    ['restore', sample(), /^It is not shut down/],
    ['cancel-plan', sample(), 'No plan is running on it.'],
    ['resync', other({ id: 'no id' }), 'ECE sent no id that its calls would take.'],
  ] as const)('leaves out with its reason: %s', (key, deployment, reason) => {
    const [item] = judged(key, deployment)
    expect(item && isUsable(item)).toBe(false)
    expect(item?.skipped).toMatch(reason)
  })

  it('restarts nothing that is unhealthy or whose last plan failed, because nobody watches it', () => {
    expect(
      skipped(judged('restart-elasticsearch', sample({ elasticsearch: { healthy: false } }))),
    ).toBe('It is unhealthy: a restart could make that worse.')
    expect(
      skipped(
        judged(
          'restart-elasticsearch',
          sample({ elasticsearch: { plan_info: { healthy: false } } }),
        ),
      ),
    ).toBe('Its last plan attempt failed: look at that first.')
  })

  it('is for nobody who may not do it to one', () => {
    const [item] = judge(verb('shut-down'), [{ deployment: sample() }], {
      user: viewer,
      version: undefined,
    })
    expect(item?.skipped).toMatch(/may not shut down/)
  })

  it('does once what two rows of a list share', () => {
    const rows = [
      { deployment: sample(), resourceId: ELASTICSEARCH_ID },
      { deployment: sample(), resourceId: ELASTICSEARCH_ID },
    ]
    expect(judge(verb('shut-down', 'elasticsearch'), rows, who)).toHaveLength(1)
  })

  it('touches only the resource that was chosen', () => {
    const cancel = verb('cancel-plan', 'kibana')
    const rows = [{ deployment: restarting, resourceId: KIBANA_ID }]
    expect(skipped(judge(cancel, rows, who))).toBe('No plan is running on it.')
    const restart = judge(
      verb('restart-kibana', 'kibana'),
      [{ deployment: sample(), resourceId: KIBANA_ID }],
      who,
    )
    expect(restart.map(({ id }) => id)).toEqual([expect.stringContaining('/kibana/')])
  })

  it('says of a resource that is gone that it is gone', () => {
    const rows = [{ deployment: sample(), resourceId: 'ffffffffffffffffffffffffffffffff' }]
    expect(skipped(judge(verb('restart-elasticsearch', 'elasticsearch'), rows, who))).toBe(
      'ECE does not have it any more.',
    )
  })

  it('offers to shut down no deployment from the list of its Kibana', () => {
    expect(BULK_VERBS.kibana.map(({ key }) => key)).toEqual([
      'restart-kibana',
      'cancel-plan',
      'resync',
      'restore-kibana',
      'shut-down-kibana',
    ])
  })

  it.each([
    ['shut-down-kibana', sample(), undefined],
    ['shut-down-kibana', sample({ kibana: { status: 'stopped' } }), 'Kibana is already shut down.'],
    // one person may do it to one; a job leaves alone what moves, as the server does
    ['shut-down-kibana', restarting, /^A plan is running/],
    ['restore-kibana', sample({ kibana: { status: 'stopped' } }), undefined],
    ['restore-kibana', sample(), /^Kibana is not shut down/],
    ['restore-kibana', stopped, /^Its Elasticsearch is shut down/],
  ] as const)(
    'sends to the chosen Kibana alone, or says why not: %s',
    (key, deployment, reason) => {
      const rows = [{ deployment, resourceId: KIBANA_ID }]
      const [item] = judge(verb(key, 'kibana'), rows, who)
      if (reason === undefined) {
        expect([item?.skipped, item?.id]).toEqual([
          undefined,
          `/deployments/${DEPLOYMENT_ID}/kibana/main-kibana/${key === 'shut-down-kibana' ? '_shutdown' : '_restore'}`,
        ])
      } else expect(item?.skipped).toMatch(reason)
    },
  )

  it('says of every Kibana that is shut down what stops and what it frees', () => {
    const rows = [{ deployment: sample(), resourceId: KIBANA_ID }]
    const shutDown = verb('shut-down-kibana', 'kibana')
    const items = judge(shutDown, rows, who)
    const [item] = items
    if (item?.action === undefined) throw new Error('nothing to judge')
    const { facts, warnings } = impactOf(shutDown, item.action, {}, NOW)
    expect([facts.map(({ label }) => label), warnings]).toEqual([
      ['Stops answering', 'Last changed', 'Frees'],
      [],
    ])
    expect(dangerOf(items, {})).toBe('disrupts')
    expect(totalsOf(shutDown, items)).toMatchObject({ instances: 2, memory: 2048 })
  })

  it('is as dangerous as its most dangerous target', () => {
    expect(dangerOf(judged('shut-down', stopped, other({ id: OTHER_ID })), {})).toBe('destroys')
    expect(dangerOf(judged('cancel-plan', restarting), {})).toBe('disrupts')
    expect(dangerOf(judged('cancel-plan', restarting), { force_delete: true })).toBe('destroys')
    expect(dangerOf([], {})).toBe('routine')
  })

  it('names the reason that most of the rows have', () => {
    expect(commonReason(judged('shut-down', stopped, other({ id: OTHER_ID })))).toBe(
      'It is already shut down.',
    )
    expect(commonReason([])).toBeUndefined()
  })
})

describe('what stands beside a target', () => {
  const impact = (key: string, deployment: AnyDeployment) => {
    const [item] = judged(key, deployment)
    if (item?.action === undefined) throw new Error('nothing to judge')
    const { facts, warnings } = impactOf(verb(key), item.action, {}, NOW)
    return { facts: facts.map(({ label }) => label), warnings: warnings.map(({ label }) => label) }
  }
  it('is its last good snapshot before it is shut down, in amber or red when there is none', () => {
    expect(impact('shut-down', sample())).toEqual({
      facts: ['Last good snapshot', 'Stops answering', 'Last changed'],
      warnings: [],
    })
    const bare = sample({ elasticsearch: { snapshots: { count: 0 }, settings: { snapshot: {} } } })
    expect(impact('shut-down', bare).warnings).toEqual(['Last good snapshot'])
  })

  it('warns of the downtime of a single zone', () => {
    const { resources } = sample()
    const one = resources.elasticsearch?.[0]?.info?.topology?.instances?.slice(0, 1) ?? []
    const single = sample({ elasticsearch: { topology: { instances: one } } })
    expect(impact('restart-elasticsearch', single).warnings).toEqual(['Stops answering'])
    expect(impact('restart-elasticsearch', sample()).warnings).toEqual([])
  })
})

describe('what all targets come to', () => {
  it('adds up instances, zones and memory of what will be sent, and of nothing else', () => {
    const shutDown = verb('shut-down')
    const totals = totalsOf(shutDown, judged('shut-down', sample(), { ...stopped, id: OTHER_ID }))
    expect(totals).toMatchObject({ usable: 1, instances: 5, memory: 14_336, unknown: 0 })
    expect(totals.zones).toEqual(['ece-zone-1', 'ece-zone-2', 'ece-zone-3'])
  })

  it('counts the instances of the restarted resource alone', () => {
    expect(
      totalsOf(verb('restart-elasticsearch'), judged('restart-elasticsearch', sample())),
    ).toMatchObject({
      usable: 1,
      instances: 3,
    })
  })

  it('calls unknown what ECE does not say', () => {
    const bare = sample({ elasticsearch: { topology: null }, kibana: { topology: null } })
    expect(totalsOf(verb('shut-down'), judged('shut-down', bare))).toMatchObject({
      instances: 0,
      unknown: 1,
    })
  })
})
