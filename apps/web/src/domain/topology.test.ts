import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instance, sample, stopped } from './sample.ts'
import { listResources, templateOf, versionOfDeployment } from './resources.ts'
import * as topology from './topology.ts'

const tiebreaker = instance(2, {
  instance_name: 'tiebreaker-0000000002',
  node_roles: ['master', 'voting_only'],
  service_roles: null,
  memory: { instance_capacity: 1024 },
})
const sized = (number: number, zone: string, instance_capacity: number) =>
  instance(number, { zone, memory: { instance_capacity } })
const [elasticsearch] = listResources(sample())

describe('zones and sizes', () => {
  it('shows zones times memory, tiebreakers left out', () => {
    const deployment = sample({
      elasticsearch: { topology: { instances: [instance(0), instance(1), tiebreaker] } },
    })
    expect(topology.shapeOfDeployment(deployment)).toEqual({
      zones: 2,
      memory: 8192,
      text: '2 × 4 GB',
    })
  })

  it('adds up the nodes of a zone', () => {
    const instances = [sized(0, 'a', 4096), sized(1, 'a', 2048), sized(2, 'b', 6144)]
    const deployment = sample({ elasticsearch: { topology: { instances } } })
    expect(topology.shapeOfDeployment(deployment)?.text).toBe('2 × 6 GB')
  })

  it('says so when zones differ', () => {
    const instances = [sized(0, 'a', 4096), sized(1, 'b', 2048)]
    const deployment = sample({ elasticsearch: { topology: { instances } } })
    expect(topology.shapeOfDeployment(deployment)?.text).toBe('2 zones, 6 GB')
  })

  it('takes a stopped deployment from its plan', () => {
    expect(topology.shapeOfDeployment(stopped)?.text).toBe('3 × 4 GB')
  })

  it('knows nothing without instances and plan', () => {
    const deployment = sample({ elasticsearch: { topology: null, plan_info: null } })
    expect(topology.shapeOfDeployment(deployment)).toBeUndefined()
  })

  it('groups by zone in natural order, those without a zone last', () => {
    const instances = ['ece-zone-10', 'ece-zone-2', undefined, 'ece-zone-2'].map((zone, number) =>
      instance(number, zone === undefined ? { zone: null } : { zone }),
    )
    const zones = topology.groupByZone(instances)
    expect(zones.map(({ label, instances: { length } }) => [label, length])).toEqual([
      ['ece-zone-2', 2],
      ['ece-zone-10', 1],
      ['No zone yet', 1],
    ])
  })

  it('orders zones of any name as people count', () => {
    const { compare } = new Intl.Collator('en', { numeric: true })
    const name = fc.oneof(
      fc.stringMatching(/^(ece-)?zone-?[0-9]{0,18}$/),
      fc.string({ minLength: 1, unit: 'grapheme' }),
    )
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 6 }), (names) => {
        const zones = topology.groupByZone(names.map((zone, at) => instance(at, { zone })))
        expect(zones.map(({ zone }) => zone)).toEqual(names.toSorted(compare))
      }),
      { numRuns: 1000 },
    )
  })

  it('sums up a card in one line', () => {
    const master = (number: number) =>
      instance(number, { node_roles: ['master'], memory: { instance_capacity: 2048 } })
    const all = [instance(0), instance(1), master(3), master(4), tiebreaker]
    expect(topology.summarizeSizes(all)).toBe('hot 4 GB × 2, master 2 GB × 2, tiebreaker 1 GB × 1')
  })
})

describe('roles', () => {
  it.each([
    [
      ['master', 'ingest', 'transform', 'data_hot', 'remote_cluster_client', 'data_content'],
      'master hot ingest',
    ],
    [['data_warm', 'remote_cluster_client'], 'warm'],
    [['data_content'], 'content'],
    [['something_new'], 'something_new'],
  ])('%o are short: %s', (node_roles, words) => {
    expect(topology.shortRoles(instance(0, { node_roles })).join(' ')).toBe(words)
  })

  it('of old servers come from service_roles', () => {
    expect(topology.shortRoles(instance(0, { node_roles: null }))).toEqual([
      'master',
      'data',
      'ingest',
    ])
  })
})

describe('gauges', () => {
  it.each([
    [28, 'ok'],
    [75, 'warn'],
    [85, 'bad'],
  ])('memory pressure %d is %s', (memory_pressure, level) => {
    expect(topology.memoryGauge(instance(0, { memory: { memory_pressure } }))?.level).toBe(level)
  })

  it('does not call the page cache of a container a pressure', () => {
    const kibana = instance(0, { memory: { native_memory_pressure: 97 } })
    expect(topology.memoryGauge(kibana)).toMatchObject({ level: 'ok', text: '97%' })
  })

  it.each([
    [1000, 'ok', '10% of 9.77 GB'],
    [8500, 'warn', '85% of 9.77 GB'],
    [9000, 'bad', '90% of 9.77 GB'],
  ])('%d MB of a quota of 10000 is %s', (disk_space_used, level, text) => {
    const disk = { disk_space_available: 10_000, disk_space_used }
    expect(topology.diskGauge(instance(0, { disk }))).toMatchObject({ level, text })
  })

  it('are absent rather than zero when ECE does not say', () => {
    expect(topology.memoryGauge(instance(0, { memory: null }))).toBeUndefined()
    expect(
      topology.diskGauge(instance(0, { disk: { disk_space_available: 0, disk_space_used: 1 } })),
    ).toBeUndefined()
  })
})

describe('the head of a deployment', () => {
  it('has version and template of its Elasticsearch', () => {
    expect(versionOfDeployment(sample())).toBe('8.17.4')
    expect(templateOf(sample())).toBe('default')
  })

  it('falls back to what instances report', () => {
    expect(versionOfDeployment(sample({ elasticsearch: { plan_info: null } }))).toBe('8.17.4')
  })

  it('names resources by their own name, else by id', () => {
    expect(elasticsearch?.name).toBe('fun')
    const unnamed = sample({ elasticsearch: { cluster_name: null } })
    expect(listResources(unnamed)[0]?.name).toBe(elasticsearch?.id)
  })
})
