import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  buildRequest,
  DeploymentId,
  type Input,
  InvalidInput,
  operation,
  operations,
  type Output,
  RefId,
  z,
} from './index.ts'

const deployment_id = z.parse(DeploymentId, 'c7d139e789864bf4a6e41819ece19741')
const ref_id = z.parse(RefId, 'main-elasticsearch')
const restart = operations.restartDeploymentEsResource

describe('making a request', () => {
  it('writes ids into the path and values into the query as ECE expects them', () => {
    const request = buildRequest(restart, {
      params: { deployment_id, ref_id },
      query: { skip_snapshot: false, shard_init_wait_time: 600, group_attribute: '__zone__' },
    })
    expect(request).toEqual({
      method: 'POST',
      path: '/deployments/c7d139e789864bf4a6e41819ece19741/elasticsearch/main-elasticsearch/_restart?skip_snapshot=false&shard_init_wait_time=600&group_attribute=__zone__',
    })
  })

  it('leaves out what the caller left undefined', () => {
    const query = { skip_snapshot: undefined }
    expect(
      buildRequest(operations.shutdownDeployment, { params: { deployment_id }, query }).path,
    ).toBe('/deployments/c7d139e789864bf4a6e41819ece19741/_shutdown')
  })

  it.each(['.', '..', '../x', 'a/b', 'a%2fb', '', 'a b', 'a\u0000', 'ａ', 'a'.repeat(65)])(
    'refuses %j as a ref id and names the field',
    (bad) => {
      const make = () => buildRequest(restart, { params: { deployment_id, ref_id: bad } })
      expect(make).toThrow(InvalidInput)
      expect(make).toThrow(/params\.ref_id/)
    },
  )

  it('refuses a parameter that the row does not have', () => {
    const input = { params: { deployment_id }, query: { show_metadata: true } }
    expect(() => buildRequest(operations.getDeployment, input)).toThrow(/query\.show_metadata/)
  })

  it('refuses a number out of bounds and a word for a boolean', () => {
    const params = { deployment_id, ref_id }
    expect(() => buildRequest(restart, { params, query: { shard_init_wait_time: -1 } })).toThrow(
      InvalidInput,
    )
    expect(() => buildRequest(restart, { params, query: { skip_snapshot: 'yes' } })).toThrow(
      InvalidInput,
    )
  })

  it('never leaves its template, whatever the parameters are', () => {
    const anyParams = fc.record({
      deployment_id: fc.oneof(fc.string(), fc.constant(deployment_id)),
      resource_kind: fc.oneof(fc.string(), fc.constant('kibana')),
      stateless_resource_kind: fc.oneof(fc.string(), fc.constant('kibana')),
      ref_id: fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('..', '.', '%2e%2e', ref_id),
      ),
      attempt_id: fc.string(),
      template_id: fc.string(),
      version: fc.string(),
      id: fc.string(),
    })
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(operations)), anyParams, (op, params) => {
        let path: string
        try {
          path = buildRequest(op, { params }).path
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInput)
          return
        }
        const url = new URL(`http://ece.test/api/v1${path}`)
        expect(url.host).toBe('ece.test')
        const template = `/api/v1${op.path}`.split('/')
        const segments = url.pathname.split('/')
        expect(segments).toHaveLength(template.length)
        template.forEach((segment, i) => {
          if (!segment.startsWith('{')) expect(segments[i]).toBe(segment)
        })
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the compiler', () => {
  it('refuses what must not be sent', () => {
    type Restart = Input<typeof restart>
    const good: Restart = { params: { deployment_id, ref_id }, query: { skip_snapshot: true } }
    // @ts-expect-error a plain string is not a deployment id
    const plain: Restart = { params: { deployment_id: 'x', ref_id } }
    // @ts-expect-error the two ids are swapped
    const swapped: Restart = { params: { deployment_id: ref_id, ref_id: deployment_id } }
    // @ts-expect-error text for a boolean
    const text: Restart = { params: { deployment_id, ref_id }, query: { skip_snapshot: 'true' } }
    // @ts-expect-error one of two ids is missing
    const missing: Restart = { params: { deployment_id } }
    expect([good, plain, swapped, text, missing]).toHaveLength(5)
  })

  it('refuses rows whose placeholders and schemas do not fit', () => {
    const response = z.object({})
    // @ts-expect-error a placeholder without a schema
    operation({ method: 'GET', path: '/x/{id}', summary: '', response })
    // @ts-expect-error a misspelt placeholder
    operation({ method: 'GET', path: '/x/{id}', summary: '', response, params: { idd: RefId } })
    // @ts-expect-error a schema without a placeholder
    operation({ method: 'GET', path: '/x', summary: '', response, params: { id: RefId } })
    const fits = operation({
      method: 'GET',
      path: '/x/{id}',
      summary: '',
      response,
      params: { id: RefId },
    })
    expect(fits.path).toBe('/x/{id}')
  })

  it('knows what an operation answers with', () => {
    const version = (platform: Output<typeof operations.getPlatform>): string => platform.version
    expect(version({ version: '3.8.0' })).toBe('3.8.0')
  })
})
