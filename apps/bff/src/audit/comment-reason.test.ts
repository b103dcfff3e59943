// The reason of a change as a comment on the resource, over a whole console.
import { operations } from '@ece/api-types'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pathOf } from '../forward/test-console.ts'
import type { Browser } from '../testing/browser.ts'
import { runConsole, type Running } from '../testing/run-console.ts'
import { PASSWORD, answer, startStandIn, type StandIn } from '../testing/stand-in-ece.ts'

const RESTART = pathOf(operations.restartDeploymentEsResource)
const DEPLOYMENT = pathOf(operations.getDeployment)
const RESOURCE = 'b'.repeat(32)
const COMMENTS = `/comments/elasticsearch/${RESOURCE}`
const KEY = '00000000-0000-4000-8000-000000000001'

let ece: StandIn
let running: Running
let browser: Browser
async function start(policy: { comment_reason: boolean }) {
  const rest = { read_only: false, require_reason: false, step_up: false }
  const named = { id: 'default', name: 'Test', environment: 'test', colour: '#000000' }
  const installations = [{ ...named, url: ece.url, policy: { ...rest, ...policy } }]
  running = await runConsole({ ECE_URL: ece.url }, { installations })
  browser = running.browser()
  await browser.signIn(PASSWORD)
}
beforeEach(async () => {
  ece = await startStandIn()
  ece.on.set(`POST ${RESTART}`, (_, response) => answer(response, 202, {}))
  ece.on.set('GET /user', (_, response) =>
    answer(response, 200, { user_name: 'admin', security: { roles: ['ece_platform_admin'] } }),
  )
  ece.on.set(`GET ${DEPLOYMENT}`, (_, response) =>
    answer(response, 200, {
      id: 'a'.repeat(32),
      resources: { elasticsearch: [{ id: RESOURCE, ref_id: 'main-elasticsearch' }] },
    }),
  )
  ece.on.set(`POST ${COMMENTS}`, (_, response) => answer(response, 201, { id: '1' }))
})
afterEach(async () => {
  await running.stop()
  await ece.close()
})

const restart = () =>
  browser.ask({
    method: 'POST',
    path: `/api/default${RESTART}`,
    headers: {
      'idempotency-key': KEY,
      'x-reason': encodeURIComponent('INC-4711: heap pressure'),
    },
  })
const comments = () => ece.calls.filter(({ path }) => path.includes('/comments/'))
const events = async () => {
  const rows = await running.store
    .selectFrom('audit')
    .select('event')
    .where('stage', '=', 'comment')
    .orderBy('seq')
    .execute()
  return rows.map(({ event }) => event)
}

test('the reason is left as a comment on the resource, once, however often the change is asked for', async () => {
  await start({ comment_reason: true })
  expect((await restart()).status).toBe(202)
  await expect.poll(events).toEqual(['comment_begun', 'comment_left'])
  expect((await restart()).status).toBe(202)
  await running.tick()
  expect(comments()).toHaveLength(1)
  expect(await events()).toEqual(['comment_begun', 'comment_left'])
})

test('a comment that ECE refuses is on record, and the change is accepted all the same', async () => {
  await start({ comment_reason: true })
  ece.on.set(`POST ${COMMENTS}`, (_, response) =>
    answer(response, 500, { errors: [{ code: 'root.internal', message: 'no' }] }),
  )
  expect((await restart()).status).toBe(202)
  await expect.poll(events).toEqual(['comment_begun', 'comment_failed'])
})

test('without the policy no comment is left', async () => {
  await start({ comment_reason: false })
  expect((await restart()).status).toBe(202)
  await running.tick()
  expect([comments().length, await events()]).toEqual([0, []])
})
