import { describe, expect, it } from 'vitest'
import { createMatcher, operations } from './index.ts'

const match = createMatcher(Object.values(operations))

describe('finding the row of a request', () => {
  it('prefers a literal segment over a placeholder', () => {
    expect(match('GET', '/deployments/templates')?.operation.name).toBe('getDeploymentTemplatesV2')
    expect(match('GET', '/deployments/abc')?.operation.name).toBe('getDeployment')
  })

  it('tells the Elasticsearch restart from the stateless one', () => {
    expect(match('POST', '/deployments/a/elasticsearch/b/_restart')?.operation.name).toBe(
      'restartDeploymentEsResource',
    )
    expect(match('POST', '/deployments/a/kibana/b/_restart')?.params).toEqual({
      deployment_id: 'a',
      stateless_resource_kind: 'kibana',
      ref_id: 'b',
    })
  })

  it('decodes a parameter once', () => {
    expect(match('GET', '/deployments/a%252fb')?.params).toEqual({ deployment_id: 'a%2fb' })
  })

  it.each([
    ['GET', '/'],
    ['GET', ''],
    ['GET', '/nothing'],
    ['PUT', '/deployments/a'],
    ['get', '/deployments/a'],
    ['GET', '/deployments/'],
    ['GET', '/deployments//'],
    ['GET', '/deployments/%zz'],
    ['GET', '/deployments/a/b'],
    ['constructor', '/deployments/a'],
  ])('finds nothing for %s %s', (method, path) => {
    expect(match(method, path)).toBeUndefined()
  })

  it('finds every row under its own path', () => {
    for (const op of Object.values(operations)) {
      const path = op.path.replace('{stateless_resource_kind}', 'kibana').replace(/\{\w+\}/g, 'x')
      expect(match(op.method, path)?.operation.name).toBe(op.name)
    }
  })
})
