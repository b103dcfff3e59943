import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { buildRequest, DeploymentId, operations, z } from '@ece/api-types'
import { toCurl } from './curl.ts'

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
