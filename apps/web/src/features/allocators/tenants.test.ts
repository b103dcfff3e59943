import { expect, test } from 'vitest'
import { countOwners, nameOfTenantKind, sortTenants } from './tenants.ts'

const tenant = (instance_name: string, more: object = {}) => ({
  cluster_type: 'elasticsearch',
  cluster_id: 'c'.repeat(32),
  instance_name,
  ...more,
})

test('what needs the most room elsewhere stands first', () => {
  const sorted = sortTenants([
    tenant('instance-0000000001', { node_memory: 1024 }),
    tenant('instance-0000000002'),
    tenant('instance-0000000003', { node_memory: 4096 }),
  ])
  expect(sorted.map(({ node_memory }) => node_memory)).toEqual([4096, 1024, undefined])
})

test('two instances of one deployment are one deployment, also where ECE names none', () => {
  const named = { deployment_id: 'd'.repeat(32) }
  const kibana = { ...named, cluster_type: 'kibana', cluster_id: 'e'.repeat(32) }
  expect(countOwners([tenant('a-1', named), tenant('a-2', kibana)])).toBe(1)
  expect(countOwners([tenant('a-1'), tenant('a-2')])).toBe(1)
})

test('a kind that this console does not know keeps its own word', () => {
  expect(nameOfTenantKind('integrations_server')).toBe('Integrations Server')
  expect(nameOfTenantKind('quantum')).toBe('quantum')
})
