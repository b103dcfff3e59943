import { operations } from '@ece/api-types'
import { afterEach, expect, test, vi } from 'vitest'
import { createContractCheck, DEVIATIONS } from './strict.ts'
import { createDefinitionCheck, readVendorDocument, vendorDocumentPath } from './vendor-document.ts'

const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
afterEach(() => {
  error.mockClear()
})

const document = readVendorDocument('3.8')
if (document === undefined) {
  console.warn(`SKIPPED: the vendor's document is not at ${vendorDocumentPath('3.8')}`)
}

test('an answer that misses what its row reads is a mismatch, said loudly with its path', () => {
  const check = createContractCheck('3.8')
  const failure = check(operations.methods, { status: 200, body: { password: 'yes' } })
  expect(failure).toMatchObject({ status: 500, code: 'simulator.contract_mismatch' })
  expect(failure?.message).toContain('methods answered 200')
  expect(failure?.message).toContain('password: expected boolean')
  expect(error).toHaveBeenCalledOnce()
})

test('an error has to come in the envelope', () => {
  const check = createContractCheck('3.8')
  const body = { errors: [{ code: 'root.unauthorized', message: 'no' }] }
  expect(check(operations.getCurrentUser, { status: 401, body })).toBeUndefined()
  expect(check(operations.getCurrentUser, { status: 401, body: { error: 'no' } })).toBeDefined()
  expect(check(operations.getCurrentUser, { status: 401 })).toBeDefined()
})

test.skipIf(document === undefined)('an answer the row takes must fit the document too', () => {
  const check = createContractCheck('3.8')
  const good = { password: true, saml: false, openid: false, sso_methods: [] }
  const { methods } = operations
  expect(check(methods, { status: 200, body: good })).toBeUndefined()
  expect(check(methods, { status: 200, body: { ...good, openid: undefined } })?.message).toContain(
    '.openid: is required',
  )
  expect(check(methods, { status: 200, body: { ...good, smal: true } })?.message).toContain(
    '.smal: is not in the document',
  )
  expect(check(methods, { status: 201, body: good })?.message).toContain('does not answer 201')
})

test('a definition is compared in every part', () => {
  const check = createDefinitionCheck(
    {
      definitions: {
        Node: {
          type: 'object',
          required: ['id'],
          properties: {
            id: { type: 'string' },
            kind: { type: 'string', enum: ['a', 'b'] },
            size: { type: 'integer', format: 'int32' },
            ratio: { type: 'number' },
            since: { type: 'string', format: 'date-time' },
            labels: { type: 'object', additionalProperties: { type: 'string' } },
            extra: { type: 'object' },
            children: { type: 'array', items: { $ref: '#/definitions/Node' } },
            plan: { type: 'object', properties: { known: { type: 'boolean' } } },
          },
        },
      },
    },
    (path, problem) => problem === 'extra member' && path.startsWith('.plan.'),
  )
  const node = { $ref: '#/definitions/Node' }
  const fits = (value: unknown, problems: readonly string[] = []) => {
    expect(check(node, value)).toEqual(problems)
  }
  fits({ id: 'x' })
  fits({
    id: 'x',
    kind: 'a',
    size: 3,
    ratio: 0.5,
    since: '2026-01-02T03:04:05.678Z',
    labels: { a: 'b' },
    extra: { anything: [1] },
    children: [{ id: 'y', children: [] }],
    plan: { known: true, undocumented: 1 },
  })
  fits({}, ['.id: is required and missing'])
  fits({ id: 'x', plan: { known: 1 } }, ['.plan.known: should be a boolean'])
  fits([], ['(body): should be an object'])
  fits({ id: 7 }, ['.id: should be a string'])
  fits({ id: null }, ['.id: should be a string'])
  fits({ id: 'x', kind: 'c' }, ['.kind: "c" is none of a, b'])
  fits({ id: 'x', size: 1.5 }, ['.size: should be a whole number'])
  fits({ id: 'x', since: 'yesterday' }, ['.since: "yesterday" should be an ISO 8601 time'])
  fits({ id: 'x', labels: { a: 1 } }, ['.labels.a: should be a string'])
  fits({ id: 'x', children: {} }, ['.children: should be an array'])
  fits({ id: 'x', children: [{ id: 'y', children: [{}] }] }, [
    '.children[0].children[0].id: is required and missing',
  ])
  fits({ id: 'x', ide: 'x' }, ['.ide: is not in the document'])
  expect(check({ $ref: '#/definitions/Gone' }, {})).toHaveLength(1)
})

test('every known deviation names its source', () => {
  for (const { source } of DEVIATIONS) expect(source).toMatch(/ece-behaviour/)
})
