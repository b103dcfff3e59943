import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { DeploymentId, operations, RefId, z } from '@ece/api-types'
import { type ScriptCall, toScript } from './script.ts'

const deployment_id = z.parse(DeploymentId, '53e007f109f14b328a4c190ccad5696a')
const ref_id = z.parse(RefId, 'main-elasticsearch')

const shutDown = (name: string): ScriptCall => ({
  operation: operations.shutdownDeployment,
  input: { params: { deployment_id }, query: { skip_snapshot: true } },
  name,
})
const restart: ScriptCall = {
  operation: operations.restartDeploymentEsResource,
  input: { params: { deployment_id, ref_id }, query: { group_attribute: '__zone__' } },
  name: 'fun',
}

/** Runs it with commands that only say what they were given. */
function run(script: string): string[] {
  const stubs = 'curl() { printf "curl %s\\n" "$@"; }; ecctl() { printf "ecctl %s\\n" "$@"; }\n'
  return execFileSync('sh', ['-c', stubs + script], {
    env: { ECE_URL: 'https://ece:12443', ECE_API_KEY: 'secret' },
    encoding: 'utf8',
  }).split('\n')
}

describe('copy as script', () => {
  it('sends every call in its order with curl', () => {
    const said = run(toScript('Restart of Elasticsearch', [restart, shutDown('two')]))
    const urls = said.filter((line) => line.includes('https://'))
    expect(urls).toEqual([
      `curl https://ece:12443/api/v1/deployments/${deployment_id}/elasticsearch/main-elasticsearch/_restart?group_attribute=__zone__`,
      `curl https://ece:12443/api/v1/deployments/${deployment_id}/_shutdown?skip_snapshot=true`,
    ])
    expect(said).toContain('curl --fail-with-body')
  })

  it('holds no key, only where it comes from', () => {
    const script = toScript('Shutdown', [shutDown('fun')])
    expect(script).toContain('$ECE_API_KEY')
    expect(script).not.toContain('secret')
  })

  it.each([
    'x\nrm -rf /tmp/nothing; echo OWNED',
    'x\r\necho OWNED',
    'x\u2028echo OWNED',
    '$(echo OWNED)',
    '`echo OWNED`',
    "'; echo OWNED; '",
  ])('does not run what a name says: %j', (name) => {
    const said = run(toScript(name, [shutDown(name)]))
    expect(said.filter((line) => line === 'OWNED')).toEqual([])
    expect(said.filter((line) => line.includes('_shutdown'))).toHaveLength(1)
  })

  it('uses ecctl where it has a command', () => {
    const said = run(toScript('Shutdown', [shutDown('fun')], 'ecctl'))
    expect(said.join(' ')).toContain(
      `ecctl deployment ecctl shutdown ecctl ${deployment_id} ecctl --skip-snapshot ecctl --force`,
    )
    const cancel: ScriptCall = {
      operation: operations.cancelDeploymentResourcePendingPlan,
      input: { params: { deployment_id, resource_kind: 'kibana', ref_id } },
      name: 'fun',
    }
    const script = toScript('Cancel', [cancel], 'ecctl')
    expect(script).toContain(`plan cancel '${deployment_id}' --kind 'kibana' --ref-id`)
    // there it would erase the plan
    expect(script).not.toContain('--force')
    const off: ScriptCall = {
      operation: operations.shutdownDeploymentStatelessResource,
      input: { params: { deployment_id, stateless_resource_kind: 'kibana', ref_id } },
      name: 'fun',
    }
    const on = { ...cancel, operation: operations.restoreDeploymentResource }
    const both = toScript('Kibana', [off, on], 'ecctl')
    expect(both).toContain(`resource shutdown '${deployment_id}' --kind 'kibana' --ref-id`)
    expect(both).toContain(`resource restore '${deployment_id}' --kind 'kibana' --ref-id`)
    expect(both).not.toContain('curl ')
  })

  it('says where ecctl has none, and sends that with curl', () => {
    const script = toScript('Restart', [restart], 'ecctl')
    expect(script).toContain('# ecctl has no command for this call: curl sends it.')
    expect(run(script).join(' ')).toContain('_restart')
  })
})
