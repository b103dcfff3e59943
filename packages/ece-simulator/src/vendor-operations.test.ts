import { expect, test } from 'vitest'
import type { Generation } from './context.ts'
import { rows } from './rows.ts'
import { readVendorDocument, vendorDocumentPath } from './vendor-document.ts'
import { vendorOperations } from './vendor-operations.ts'

const generations: readonly Generation[] = ['3.8', '2.13']

test.each(generations)(
  "the operations of %s are exactly those of the vendor's document",
  (generation) => {
    const document = readVendorDocument(generation)
    if (document === undefined) {
      console.warn(`SKIPPED: the vendor's document is not at ${vendorDocumentPath(generation)}`)
      return
    }
    const line = (method: string, path: string, id: string) =>
      `${method.toUpperCase()} ${path} ${id}`
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => line(method, path, operationId)),
    )
    const ours = vendorOperations
      .filter((operation) => operation.generations.includes(generation))
      .map(({ method, path, operationId }) => line(method, path, operationId))
    expect(ours.toSorted()).toEqual(documented.toSorted())
  },
)

test('every row is an operation of the vendor, with its method and path', () => {
  const byId = new Map(vendorOperations.map((operation) => [operation.operationId, operation]))
  for (const row of Object.values(rows)) {
    expect([row.id, byId.get(row.id)?.method, byId.get(row.id)?.path]).toEqual([
      row.id,
      row.method,
      row.path,
    ])
  }
})
