import type { Operation } from '@ece/api-types'
import { expect, test } from 'vitest'
import type { Generation } from './context.ts'
import { rows, shapeOf } from './rows.ts'
import { readVendorDocument, vendorDocumentPath } from './vendor-document.ts'

const generations: readonly Generation[] = ['3.8', '2.13']

test.each(generations)(
  'every query parameter of %s is taken, and none is made up',
  (generation) => {
    const document = readVendorDocument(generation)
    if (document === undefined) {
      console.warn(`SKIPPED: the vendor's document is not at ${vendorDocumentPath(generation)}`)
      return
    }
    const documented = new Map(
      Object.values(document.paths)
        .flatMap((methods) => Object.values(methods))
        .map(({ operationId, parameters = [] }) => [
          operationId,
          parameters.filter((each) => each.in === 'query').map(({ name }) => name),
        ]),
    )
    for (const row of Object.values<Operation>(rows)) {
      const wanted = documented.get(row.id)
      if (wanted === undefined) continue
      const taken = Object.keys(shapeOf(row).query)
      expect([row.id, taken]).toEqual([row.id, expect.arrayContaining(wanted)])
      // 3.8 is the larger of the two: what it lacks, nobody has
      if (generation === '3.8')
        expect([row.id, wanted]).toEqual([row.id, expect.arrayContaining(taken)])
    }
  },
)
