import { describe, expect, it } from 'vitest'
import { listResources } from './resources.ts'
import { NOW, sample } from './sample.ts'
import type { ResourceInfo } from './shapes.ts'
import { describeSnapshot, parseInterval, snapshotOf, snapshotOfDeployment } from './snapshots.ts'

const of = (info: Partial<ResourceInfo>) => {
  const [resource] = listResources(sample({ elasticsearch: info }))
  if (resource === undefined) throw new Error('the sample has an Elasticsearch')
  return snapshotOf(resource, NOW)
}
const settings = (snapshot: NonNullable<ResourceInfo['settings']>['snapshot']) => ({
  settings: { snapshot },
})

describe('the last good snapshot', () => {
  it('has an age, a count and a repository', () => {
    expect(of({})).toMatchObject({
      kind: 'ok',
      text: '38 min ago',
      count: 101,
      repository: 'minio-eu',
    })
    expect(describeSnapshot(of({}))).toBe('38 min ago, 101 snapshots kept in minio-eu')
  })

  it.each([
    ['unknown without any word of ECE', { snapshots: null, settings: null }, 'unknown', 'Unknown'],
    [
      'unknown when only health is told',
      { snapshots: { healthy: true }, settings: null },
      'unknown',
      'Unknown',
    ],
    ['none yet', { snapshots: { count: 0, recent_success: false } }, 'none', 'None yet'],
    [
      'none, and no settings were asked for',
      { snapshots: { count: 0 }, settings: null },
      'none',
      'None yet',
    ],
    [
      'nowhere to put one',
      { snapshots: { count: 0 }, ...settings({ enabled: true }) },
      'no_repository',
      'No repository',
    ],
    [
      'switched off',
      { snapshots: { count: 0 }, ...settings({ enabled: false, repository: {} }) },
      'no_repository',
      'No repository',
    ],
    [
      'an old one, whose repository is gone',
      settings({ enabled: true, repository: null }),
      'no_repository',
      'No repository; last 38 min ago',
    ],
    [
      'too old',
      { snapshots: { latest_successful_end_time: '2025-05-08T07:00:00Z' } },
      'old',
      '26 h ago',
    ],
    [
      'not too old for a daily schedule',
      {
        snapshots: { latest_successful_end_time: '2025-05-08T07:00:00Z' },
        ...settings({ enabled: true, interval: '1 d', repository: {} }),
      },
      'ok',
      '26 h ago',
    ],
    [
      'a time of the future counts as now',
      { snapshots: { latest_successful_end_time: '2025-05-10T00:00:00Z' } },
      'ok',
      'just now',
    ],
    [
      'a time that is none',
      { snapshots: { latest_successful_end_time: 'soon' } },
      'unknown',
      'Unknown',
    ],
  ] as const)('is %s', (_, info, kind, text) => {
    expect(of(info)).toMatchObject({ kind, text })
  })

  it('says when the latest one failed although an older one is good', () => {
    expect(of({ snapshots: { ...of({}), latest_successful: false } }).latestFailed).toBe(true)
  })

  it('of two Elasticsearch is the worse one', () => {
    const deployment = sample()
    const [first] = deployment.resources.elasticsearch ?? []
    const bad = { ref_id: 'other', id: 'x', info: { snapshots: { count: 0 } } }
    const both = { ...deployment, resources: { elasticsearch: first ? [first, bad] : [] } }
    expect(snapshotOfDeployment(both, NOW)?.kind).toBe('none')
    expect(snapshotOfDeployment({ ...deployment, resources: {} }, NOW)).toBeUndefined()
  })
})

describe('an interval', () => {
  it.each([
    ['30 min', 1_800_000],
    ['90s', 90_000],
    ['1 h', 3_600_000],
    ['2 days', 172_800_000],
    ['often', undefined],
    ['', undefined],
    [null, undefined],
  ])('%o is %o ms', (text, ms) => {
    expect(parseInterval(text)).toBe(ms)
  })
})
