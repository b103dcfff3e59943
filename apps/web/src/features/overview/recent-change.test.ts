import { describe, expect, it } from 'vitest'
import { attempt, restarting, sample } from '../../domain/sample.ts'
import { recentChange } from './recent-change.ts'

/** A sample whose last plan ran from 07:43 to 07:44, modified at `time`. */
const modifiedAt = (last_modified: string | undefined, healthy = true) =>
  sample({
    metadata: last_modified === undefined ? {} : { last_modified },
    elasticsearch: { plan_info: { healthy, current: attempt('a') } },
  })

describe('the last change of a deployment', () => {
  it('is the plan that ran when it was modified', () => {
    expect(recentChange(modifiedAt('2025-05-09T07:44:58.915Z'))).toMatchObject({
      when: Date.parse('2025-05-09T07:44:58.915Z'),
      plan: { who: 'ops1', state: 'succeeded' },
    })
  })

  it('is not taken for a plan when it was modified at another time', () => {
    expect(recentChange(modifiedAt('2025-05-09T09:01:29.294Z'))).toEqual({
      when: Date.parse('2025-05-09T09:01:29.294Z'),
    })
  })

  it('is running as long as its plan is pending', () => {
    expect(recentChange(restarting).plan).toMatchObject({ state: 'pending', who: 'ops1' })
  })

  it('is a failure when ECE says so, although the answer only has the good plan before it', () => {
    for (const time of ['2025-05-09T07:44:58.915Z', '2025-05-09T09:01:29.294Z']) {
      expect(recentChange(modifiedAt(time, false)).plan).toEqual({
        what: 'Last plan of Elasticsearch',
        who: 'unknown',
        state: 'failed',
      })
    }
  })

  it('without any time or plan is nothing that would be made up', () => {
    expect(recentChange({ id: 'x', name: 'x', resources: {} })).toEqual({ when: undefined })
    expect(recentChange(modifiedAt('no time')).when).toBeUndefined()
  })
})
