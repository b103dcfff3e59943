import { describe, expect, it } from 'vitest'
import { openApiDocument, operations } from './index.ts'

describe('the OpenAPI document', () => {
  const document = openApiDocument(Object.values(operations), '0.1.0')

  it('has every row once, under its method and path', () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((op) => (op as { operationId: string }).operationId),
    )
    expect(ids.toSorted()).toEqual(
      Object.values(operations)
        .map((op) => op.id)
        .toSorted(),
    )
  })

  it('describes values, not their text', () => {
    const text = JSON.stringify(
      document.paths['/deployments/{deployment_id}/elasticsearch/{ref_id}/_restart'],
    )
    expect(text).toContain(
      '"name":"shard_init_wait_time","in":"query","required":false,"schema":{"type":"integer"',
    )
    expect(text).toContain(
      '"name":"skip_snapshot","in":"query","required":false,"schema":{"type":"boolean"',
    )
  })
})
