// Whatever the table may change in ECE goes through a change: a key, a lease on its target, and a way to find out what became
// of it when the answer is lost. A new row that has none of these fails here.
import { operations, type Operation } from '@ece/api-types'
import { expect, test } from 'vitest'
import { pathOf } from '../forward/test-console.ts'
import { bulkRowNames, findBulkRow } from '../jobs/bulk-rows.ts'
import { listOfComment } from './evidence-comments.ts'
import { judgeInstances } from './evidence-instances.ts'
import { verbOf } from './evidence.ts'
import type { ChangeRow } from './journal.ts'
import { targetOf } from './target.ts'

/** What the browser can reach; sign-in and its like are sent by the server itself. */
const rows = Object.values<Operation>(operations).filter(({ travel }) => travel !== 'server')
const changes = rows.filter(({ danger }) => danger !== 'read')

/** Of these nothing is left to look for but the object itself: they are settled by a person, or by its being gone. */
const WITHOUT_TRACE = [
  'cancelDeploymentResourcePendingPlan',
  'deleteDeployment',
  'resyncDeployment',
]

test('only searches are sent with another method than GET without being changes', () => {
  const unsafe = rows.filter(({ method, danger }) => method !== 'GET' && danger === 'read')
  expect(unsafe.map(({ path }) => path)).toEqual(
    unsafe.map(() => expect.stringMatching(/\/_search$/) as string),
  )
  expect(changes.filter(({ method }) => method === 'GET')).toEqual([])
})

test.each(changes.map((row) => [row.name, row] as const))(
  '%s holds a target, and leaves something to look for',
  (name, row) => {
    // a new comment meets nobody
    expect(targetOf(pathOf(row)) !== undefined || name === 'createComment').toBe(true)
    // as much of a change as is read there
    const change = { operation: name, path: pathOf(row) } as ChangeRow
    const canBeFound =
      verbOf(name) !== undefined ||
      listOfComment(pathOf(row)) !== undefined ||
      judgeInstances(change, []) !== undefined
    expect(canBeFound).toBe(!WITHOUT_TRACE.includes(name))
  },
)

test('what a job may send is in the table, and is a change', () => {
  for (const name of bulkRowNames()) {
    expect([name, changes.some((row) => row === findBulkRow(name)?.operation)]).toEqual([
      name,
      true,
    ])
  }
})
