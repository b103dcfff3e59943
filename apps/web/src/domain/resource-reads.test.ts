import { buildRequest, operations } from '@ece/api-types'
import { describe, expect, it } from 'vitest'
import { clusters } from './clusters.ts'
import { kibanas } from './kibanas.ts'
import { DEPLOYMENT_ID, ELASTICSEARCH_ID, KIBANA_ID, restarting, sample } from './sample.ts'

const answer = (...deployments: ReturnType<typeof sample>[]) => ({
  return_count: deployments.length,
  match_count: 250,
  deployments,
})

describe('the list of clusters', () => {
  it('asks for deployments that have one and shows one row per cluster', () => {
    const read = clusters.list({ q: 'fun' }, { sort: 'name', size: 50 })
    expect(JSON.stringify(read.input)).toContain('"exists":{"field":"resources.elasticsearch.id"}')
    const { rows, match_count, next } = read.read(answer(sample(), { ...sample(), name: ' ' }))
    expect(rows.map(({ resource, deployment_name }) => [resource.id, deployment_name])).toEqual([
      [ELASTICSEARCH_ID, 'fun'],
      [ELASTICSEARCH_ID, DEPLOYMENT_ID],
    ])
    expect(match_count).toBe(250)
    expect(next?.from).toBe(2)
    expect(next && clusters.page(next).input).toEqual({ body: next })
  })

  it('has a twin for Kibana', () => {
    const { rows } = kibanas.list({}).read(answer(sample()))
    expect(rows.map(({ resource }) => resource.id)).toEqual([KIBANA_ID])
  })
})

describe('one cluster', () => {
  const place = clusters.locate(ELASTICSEARCH_ID).read(answer(sample()))
  if (place === undefined) throw new Error('the sample has a place')

  it('is found by its own id', () => {
    expect(place).toEqual({ deployment_id: DEPLOYMENT_ID, ref_id: 'main-elasticsearch' })
    expect(clusters.locate('x').read(answer())).toBeUndefined()
  })

  it('is not found in an answer whose ids could not be sent', () => {
    const hostile = { ...sample(), id: '../../platform' }
    expect(clusters.locate(ELASTICSEARCH_ID).read(answer(hostile))).toBeUndefined()
  })

  it('is read through its deployment, with logs and settings', () => {
    const { operation, input, read } = clusters.get(place, ELASTICSEARCH_ID)
    expect(buildRequest(operation, input).path).toBe(
      `/deployments/${DEPLOYMENT_ID}?show_plans=true&show_plan_logs=true&show_settings=true&show_system_alerts=20`,
    )
    expect(read(sample())?.resource.info.cluster_name).toBe('fun')
    expect(read({ ...sample(), resources: {} })).toBeUndefined()
  })

  it('has a history, newest first', () => {
    const { read } = clusters.history(place, ELASTICSEARCH_ID)
    expect(read(restarting).map(({ plan_attempt_id }) => plan_attempt_id)).toEqual([
      '7b1c0d2e-0000-4000-8000-000000000001',
    ])
  })

  it('has attempts that can be read one by one', () => {
    const read = clusters.attempt(place, '7b1c0d2e-0000-4000-8000-000000000001')
    expect(
      read && buildRequest(operations.getDeploymentResourcePlanActivity, read.input).path,
    ).toBe(
      `/deployments/${DEPLOYMENT_ID}/elasticsearch/main-elasticsearch/activity/7b1c0d2e-0000-4000-8000-000000000001`,
    )
    expect(clusters.attempt(place, '../x')).toBeUndefined()
  })
})
