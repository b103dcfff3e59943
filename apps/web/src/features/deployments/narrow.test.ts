import { expect, test } from 'vitest'
import type { DeploymentHit } from '@ece/api-types'
import { narrow } from './narrow.ts'

const hit = (id: string, name: string, more: Partial<DeploymentHit> = {}): DeploymentHit => ({
  id,
  name,
  resources: {
    elasticsearch: [],
    kibana: [],
    apm: [],
    appsearch: [],
    enterprise_search: [],
    integrations_server: [],
  },
  ...more,
})
const ROWS = [
  hit('aa11', 'Logs-Prod'),
  hit('bb22', 'metrics', { alias: 'main' }),
  hit('cc33', 'プロダクト'),
]
const found = (text: string) => narrow(ROWS, text).map(({ id }) => id)

test('while a search is on its way, loaded rows that contain the text stay', () => {
  expect(found('prod')).toEqual(['aa11'])
  expect(found('B22')).toEqual(['bb22'])
  expect(found('mai')).toEqual(['bb22'])
  expect(found(' プロ ')).toEqual(['cc33'])
  expect(found('')).toEqual(['aa11', 'bb22', 'cc33'])
  expect(found('(')).toEqual([])
})
