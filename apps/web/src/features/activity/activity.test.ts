import { describe, expect, it } from 'vitest'
import { attempt, NOW, restart, restarting, sample } from '../../domain/sample.ts'
import type { Attempt } from '../../domain/shapes.ts'
import {
  buildActivitySearch,
  filterRows,
  findActivity,
  KEPT,
  readActivity,
  versionOfHit,
} from './activity.ts'

const at = (time: string) => Date.parse(`2025-05-09T${time}Z`)
const between = (from: string, to: string) => ({ from: at(from), to: at(to) })
const ran = (id: string, from: string, to: string, more: Partial<Attempt> = {}) =>
  attempt(id, {
    attempt_start_time: `2025-05-09T${from}Z`,
    attempt_end_time: `2025-05-09T${to}Z`,
    ...more,
  })
const withHistory = (...history: Attempt[]) =>
  sample({ elasticsearch: { plan_info: { healthy: true, current: history.at(-1), history } } })
const idsIn = (deployment: ReturnType<typeof sample>, window: { from: number; to: number }) =>
  findActivity([deployment], new Map(), window).rows.map(({ attempt_id }) => attempt_id)

describe('which changes happened between two and three', () => {
  const deployment = withHistory(
    ran('before', '01:10:00', '01:20:00'),
    ran('into', '01:55:00', '02:04:00'),
    ran('inside', '02:30:00', '02:31:00'),
    ran('out of', '02:59:00', '03:09:00'),
    ran('after', '03:00:00', '03:01:00'),
  )

  it('are those that ran for any part of it, newest first, and each once', () => {
    expect(idsIn(deployment, between('02:00:00', '03:00:00'))).toEqual(['out of', 'inside', 'into'])
  })

  it('include what began long before and still runs', () => {
    expect(idsIn(restarting, { from: NOW, to: NOW + 1 })).toHaveLength(1)
    expect(idsIn(restarting, between('08:00:00', '09:00:00'))).toEqual([])
  })

  it('are told without a plan: what, by whom, from where, how it ended and why', () => {
    const failed = ran('f', '02:10:00', '02:20:00', {
      healthy: false,
      error: { message: 'No allocator has capacity', failure_type: 'NoAvailableInstanceFound' },
    })
    const [row] = findActivity(
      [withHistory(failed)],
      new Map(),
      between('02:00:00', '03:00:00'),
    ).rows
    expect(row).toMatchObject({
      deployment: 'fun',
      result: 'failed',
      cause: 'No allocator has room for a new instance',
      who: 'ops1',
      from: '172.17.42.1',
      what: 'Configuration change of Elasticsearch',
    })
    expect(row).not.toHaveProperty('plan')
  })

  it('an attempt without an end is there when it began, and one without any time is counted', () => {
    const lost: Attempt = { plan_attempt_id: 'lost' }
    const odd = ran('odd', '02:10:00', '02:20:00', { attempt_end_time: '0001-01-01T00:00:00Z' })
    const found = findActivity([withHistory(lost, odd)], new Map(), between('02:00:00', '03:00:00'))
    expect(found.rows.map(({ attempt_id, end }) => [attempt_id, end])).toEqual([['odd', undefined]])
    expect(found.timeless).toBe(1)
  })

  it('a history as long as ECE keeps them says that it may begin too late', () => {
    const many = Array.from({ length: KEPT }, (_, index) =>
      ran(`a${index}`, '04:00:00', '04:00:01', {}),
    )
    const long = withHistory(...many)
    expect(findActivity([long], new Map(), between('02:00:00', '03:00:00')).cut).toEqual(['fun'])
    expect(findActivity([long], new Map(), between('04:30:00', '05:00:00')).cut).toEqual([])
    expect(readActivity(deployment).keptSince).toBeUndefined()
  })

  it('what was read of a history stands in for the hit, and everything may be missing', () => {
    const read = new Map([['x', readActivity(deployment)]])
    const hit = { id: 'x', name: '', resources: {} }
    const { rows } = findActivity([hit], read, between('02:30:00', '02:40:00'))
    expect(rows).toMatchObject([{ attempt_id: 'inside', deployment: 'x' }])
    expect(findActivity([hit], new Map(), between('00:00:00', '23:00:00')).rows).toEqual([])
  })

  it('are found by result and by a part of who or from where', () => {
    const { rows } = findActivity([deployment], new Map(), between('02:00:00', '03:00:00'))
    expect(filterRows(rows, { result: [], who: ' OPS' })).toHaveLength(3)
    expect(filterRows(rows, { result: [], who: '172.17' })).toHaveLength(3)
    expect(filterRows(rows, { result: ['failed'] })).toEqual([])
    expect(filterRows(rows, { result: ['done'], who: 'kern' })).toEqual([])
  })
})

describe('the search behind it', () => {
  const window = between('02:00:00', '03:00:00')

  it('leaves hidden deployments in, and begins with those that changed closest to a window that is over', () => {
    const body = buildActivitySearch(window, NOW, 100)
    expect(body.sort).toEqual([
      { 'metadata.last_modified': { order: 'asc' } },
      { id: { order: 'asc' } },
    ])
    expect(JSON.stringify(body.query)).toContain('2025-05-09T02:00:00.000Z')
    expect(JSON.stringify(body.query)).not.toContain('hidden')
    const open = buildActivitySearch({ from: window.from, to: undefined }, NOW, 100)
    expect(JSON.stringify(open.sort)).toContain('desc')
  })

  it('a history is read again when a plan began or ended, and only then', () => {
    const same = sample()
    expect(versionOfHit(sample({ name: 'renamed' }))).toBe(versionOfHit(same))
    const begun = sample({ elasticsearch: { plan_info: { pending: restart('p') } } })
    expect(versionOfHit(begun)).not.toBe(versionOfHit(same))
    expect(versionOfHit(sample({ metadata: { last_modified: '2025-05-09T10:00:00Z' } }))).not.toBe(
      versionOfHit(same),
    )
  })
})
