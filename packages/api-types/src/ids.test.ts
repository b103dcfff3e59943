import { expect, it } from 'vitest'
import { buildRequest, operations, z } from './index.ts'
import { InstanceName, InstanceNames } from './ids.ts'

const stop = operations.stopDeploymentResourceInstances
const params = (...names: string[]) => ({
  deployment_id: '53e007f109f14b328a4c190ccad5696a',
  resource_kind: 'kibana',
  ref_id: 'main-kibana',
  instance_ids: names,
})

it('several instances travel as one segment of the path', () => {
  const { path } = buildRequest(stop, {
    params: params('instance-0000000000', 'tiebreaker-0000000002'),
  })
  expect(path).toBe(
    '/deployments/53e007f109f14b328a4c190ccad5696a/kibana/main-kibana/instances/instance-0000000000%2Ctiebreaker-0000000002/_stop',
  )
  expect(z.decode(InstanceNames, 'instance-0000000000,tiebreaker-0000000002')).toHaveLength(2)
})

it.each([
  'maintenance-mode',
  'instance-1/_stop',
  '',
  '..',
  'instance-1,maintenance-mode',
  'instance-1 ',
])('an instance that calls itself %o never becomes a path about all of them', (name) => {
  expect(InstanceName.safeParse(name).success).toBe(false)
  expect(() => buildRequest(stop, { params: params(name) })).toThrow(/instance_ids/)
  expect(() => buildRequest(stop, { params: params('instance-0', name) })).toThrow(/instance_ids/)
})

it('no instance at all is no request', () => {
  expect(() => buildRequest(stop, { params: params() })).toThrow(/instance_ids/)
})
