import { expect, test } from 'vitest'
import type { Simulator } from '../simulator.ts'
import { codeOf, pick, signIn, startSimulator } from '../stranger.ts'

async function commentsOfOneCluster(simulator: Simulator) {
  const admin = await signIn(simulator, 'admin')
  const list = await admin.call('GET /deployments')
  const resources = pick(list.body, 'deployments', 0, 'resources')
  const cluster = Array.isArray(resources)
    ? resources.find((each) => pick(each, 'kind') === 'elasticsearch')
    : undefined
  const base = `/comments/elasticsearch/${String(pick(cluster, 'id'))}`
  return { admin, base }
}

test('comments are listed with the last changed one first', async () => {
  const simulator = await startSimulator()
  const { admin, base } = await commentsOfOneCluster(simulator)
  const first = await admin.call(`POST ${base}`, { body: { message: 'disk is filling up' } })
  expect(first.status).toBe(201)
  expect(first.body).toMatchObject({ message: 'disk is filling up', user_id: 'admin' })
  const id = String(pick(first.body, 'id'))
  await admin.call(`POST ${base}`, { body: { message: 'second' } })
  simulator.clock.advance(1000)
  await admin.call(`PUT ${base}/${id}`, { body: { message: 'disk was enlarged' } })

  const listed = await admin.call(`GET ${base}`)
  const messages = [0, 1, 2].map((i) => pick(listed.body, 'values', i, 'comment', 'message'))
  expect(messages).toEqual(['disk was enlarged', 'second', undefined])
  const metadata = pick(listed.body, 'values', 0, 'metadata')
  expect(metadata).toMatchObject({ version: expect.stringMatching(/^\d+\|\d+$/) })
  expect(pick(metadata, 'modified_time')).not.toBe(pick(metadata, 'created_time'))
})

test('a change based on a stale version is refused, and without a version the last one wins', async () => {
  const simulator = await startSimulator()
  const { admin, base } = await commentsOfOneCluster(simulator)
  const created = await admin.call(`POST ${base}`, { body: { message: 'one' } })
  const comment = `${base}/${String(pick(created.body, 'id'))}`
  const version = encodeURIComponent(created.headers.get('x-cloud-resource-version') ?? '')

  const fresh = await admin.call(`PUT ${comment}?version=${version}`, { body: { message: 'two' } })
  expect(fresh.status).toBe(200)
  const stale = await admin.call(`PUT ${comment}?version=${version}`, { body: { message: 'x' } })
  expect([stale.status, codeOf(stale)]).toEqual([409, 'comments.version_conflict'])
  expect(codeOf(await admin.call(`DELETE ${comment}?version=${version}`))).toBe(
    'comments.version_conflict',
  )
  expect(pick((await admin.call(`GET ${comment}`)).body, 'message')).toBe('two')
  expect((await admin.call(`PUT ${comment}`, { body: { message: 'three' } })).status).toBe(200)

  const read = await admin.call(`GET ${comment}`)
  expect(read.headers.get('x-cloud-resource-created')).toMatch(/Z$/)
  expect(read.headers.get('x-cloud-resource-last-modified')).toMatch(/Z$/)
  expect((await admin.call(`DELETE ${comment}`)).body).toEqual({})
  expect(codeOf(await admin.call(`GET ${comment}`))).toBe('comments.comment_does_not_exist')
})

test("nobody changes somebody else's comment, and a viewer writes none", async () => {
  const simulator = await startSimulator()
  const { admin, base } = await commentsOfOneCluster(simulator)
  const created = await admin.call(`POST ${base}`, { body: { message: 'mine' } })
  const comment = `${base}/${String(pick(created.body, 'id'))}`
  const manager = await signIn(simulator, 'manager')
  for (const refused of [
    await manager.call(`PUT ${comment}`, { body: { message: 'yours' } }),
    await manager.call(`DELETE ${comment}`),
  ]) {
    expect([refused.status, codeOf(refused)]).toEqual([401, 'comments.unauthorised'])
  }
  const viewer = await signIn(simulator, 'viewer')
  expect((await viewer.call(`GET ${base}`)).status).toBe(200)
  expect((await viewer.call(`POST ${base}`, { body: { message: 'hi' } })).status).toBe(403)
})

test('a comment on something that does not exist is refused', async () => {
  const simulator = await startSimulator()
  const { admin, base } = await commentsOfOneCluster(simulator)
  const wrongKind = base.replace('elasticsearch', 'kibana')
  for (const path of [wrongKind, '/comments/elasticsearch/none', '/comments/moon/1']) {
    const refused = await admin.call(`POST ${path}`, { body: { message: 'hello' } })
    expect([refused.status, codeOf(refused)]).toEqual([404, 'comments.resource_does_not_exist'])
    expect((await admin.call(`GET ${path}`)).body).toEqual({ values: [] })
  }
  const wrongBody = await admin.call(`POST ${base}`, { body: { message: 3 } })
  expect([wrongBody.status, codeOf(wrongBody)]).toEqual([400, 'root.invalid_json_request'])
  expect(pick(wrongBody.body, 'errors', 0, 'fields')).toEqual(['body.message'])
})
