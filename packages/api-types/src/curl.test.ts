import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { buildRequest, DeploymentId, openApiDocument, operations, toCurl, z } from './index.ts'

const deployment_id = z.parse(DeploymentId, 'c7d139e789864bf4a6e41819ece19741')

describe('copy as curl', () => {
  it('shows the request an operator would type', () => {
    const request = buildRequest(operations.shutdownDeployment, {
      params: { deployment_id },
      query: { skip_snapshot: false },
    })
    expect(toCurl(request)).toBe(
      `curl -X POST "$ECE_URL"'/api/v1/deployments/c7d139e789864bf4a6e41819ece19741/_shutdown?skip_snapshot=false' \\\n  -H "Authorization: ApiKey $ECE_API_KEY"`,
    )
  })

  it('gives the shell the same bytes, whatever stands in the body', () => {
    const body = { query: { term: { name: `it's "$(rm -rf /)" \`x\` \\ ünïcode` } } }
    const command = toCurl({ method: 'POST', path: '/deployments/_search', body })
    const printed = execFileSync('sh', ['-c', command.replace(/^curl/, `printf '%s\\n'`)], {
      env: { ECE_URL: 'https://ece:12443', ECE_API_KEY: 'key' },
      encoding: 'utf8',
    }).split('\n')
    expect(printed).toContain('https://ece:12443/api/v1/deployments/_search')
    expect(printed).toContain(JSON.stringify(body))
  })
})

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
