import { operations } from '@ece/api-types'
import type { Change, ChangeWithStory } from '@ece/api-types/bff'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { json, refusal } from '../forward/test-ece.ts'
import {
  newKey,
  pathOf,
  startTestConsole,
  validAsk,
  type TestConsole,
} from '../forward/test-console.ts'

let console: TestConsole
beforeEach(async () => {
  console = await startTestConsole({ script: json(200, { id: 'a' }) })
})
afterEach(() => console.stop())

const restore = operations.restoreDeployment
const keyed = (key: string, more: Record<string, string> = {}) =>
  validAsk(restore, { headers: { 'idempotency-key': key, ...more } })

test('what became of a change can be asked by its key, by everybody signed in there', async () => {
  const key = newKey()
  console.ece.script = refusal(
    422,
    'deployments.deployment_resource_plan_change_error',
    'A plan is running',
  )
  await console.ask(keyed(key, { 'x-reason': 'because' }))
  const answer = await console.ask({ path: `/bff/changes/${key}` }, 'viewer')
  expect(answer.status).toBe(200)
  expect(answer.headers['cache-control']).toBe('no-store')
  const change: ChangeWithStory = {
    id: key,
    state: 'rejected',
    installation: 'default',
    operation: 'restoreDeployment',
    path: pathOf(restore),
    target: `deployments/${'a'.repeat(32)}`,
    user_name: 'admin',
    reason: 'because',
    created_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    updated_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    status: 422,
    answer: {
      errors: [
        { code: 'deployments.deployment_resource_plan_change_error', message: 'A plan is running' },
      ],
    },
    story: expect.any(Array) as [],
  }
  expect(answer.json).toEqual(change)
  const { story } = answer.json as ChangeWithStory
  expect(story.map(({ event, user_name }) => [event, user_name])).toEqual([
    ['intent', 'admin'],
    ['sending', 'admin'],
    ['rejected', 'admin'],
  ])
  expect(story.at(-1)).toMatchObject({
    status: 422,
    codes: ['deployments.deployment_resource_plan_change_error'],
  })

  expect((await console.ask({ path: `/bff/changes/${newKey()}` })).status).toBe(404)
  expect((await console.ask({ path: `/bff/changes/${key}` }, 'nobody')).status).toBe(401)
  await console.store.updateTable('changes').set({ installation: 'other' }).execute()
  expect((await console.ask({ path: `/bff/changes/${key}` })).status).toBe(404)
})

test('changes are listed newest first, page by page, of the installations one is signed in to', async () => {
  const keys: string[] = []
  for (let i = 0; i < 7; i++) {
    keys.unshift(newKey())
    await console.ask(keyed(keys[0] ?? ''))
  }
  const list = async (query: string) => {
    const { status, json: body } = await console.ask({ path: `/bff/changes${query}` })
    expect(status).toBe(200)
    return (body as { changes: Change[] }).changes.map(({ id }) => id)
  }
  const all = await list('')
  expect(all.toSorted()).toEqual(keys.toSorted())
  const first = await list('?installation=default&limit=3')
  const second = await list(`?limit=3&before=${first[2]}`)
  expect([...first, ...second]).toEqual(all.slice(0, 6))
  await console.store
    .updateTable('changes')
    .set({ installation: 'other' })
    .where('id', '=', all[0] ?? '')
    .execute()
  expect(await list('')).toEqual(all.slice(1))

  for (const [query, status] of [
    ['?limit=0', 400],
    ['?limit=501', 400],
    ['?limit=3&limit=4', 400],
    ['?foo=1', 400],
    ['?installation=nowhere', 404],
    ['?installation=other', 401],
  ] as const) {
    expect([query, (await console.ask({ path: `/bff/changes${query}` })).status]).toEqual([
      query,
      status,
    ])
  }
  expect((await console.ask({ path: '/bff/changes' }, 'expired')).status).toBe(401)
  expect((await console.ask({ path: '/bff/changes' }, 'unavailable')).status).toBe(503)
})
