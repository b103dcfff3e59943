import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sample } from '../domain/sample.ts'
import { initialValues } from './action.ts'
import { askByKey, sendChange } from './send-change.ts'
import { cut, json, refuse, type StandIn, startStandIn } from './stand-in.tsx'
import { forgetUnfinished, readUnfinished, rememberUnfinished } from './unfinished.ts'
import { deploymentVerbs } from './verbs.ts'

const KEY = 'f3c1a7a2-58d0-4d52-9d51-1f1c3ef2a001'
const state = (word: string, more = {}) => json(200, { id: KEY, state: word, ...more })
const atOnce = async () => {}

let server: StandIn
beforeEach(async () => {
  server = await startStandIn(sample())
})
afterEach(() => server.stop())

const inTurn = (...answers: StandIn['record'][]) => {
  let at = 0
  server.record = (response, request) => {
    answers[Math.min(at, answers.length - 1)]?.(response, request)
    at += 1
  }
}

describe('what became of a change', () => {
  it('is waited for while it is on its way', async () => {
    inTurn(
      state('intent'),
      state('sending'),
      state('accepted', { answer: { warnings: [{ message: 'w' }] } }),
    )
    expect(await askByKey(KEY, atOnce)).toMatchObject({ word: 'accepted', warnings: ['w'] })
  })

  it('is not believed to be nothing at the first 404: the request may be slower than the question', async () => {
    inTurn(refuse(404, 'console.not_found'), state('sending'), state('rejected', { status: 422 }))
    expect(await askByKey(KEY, atOnce)).toMatchObject({ word: 'rejected' })
  })

  it('is nothing when the console keeps saying that it never heard of it', async () => {
    expect(await askByKey(KEY, atOnce)).toMatchObject({ word: 'not_sent', keepsKey: true })
    expect(server.reads).toHaveLength(3)
  })

  it.each([
    ['it is still being sent after a minute', state('sending')],
    ['the console cannot be reached', cut],
    ['the console is broken', refuse(500, 'console.internal')],
    ['nobody is signed in any more', refuse(401, 'console.session_expired')],
  ])('is unknown when %s', async (_, answer) => {
    server.record = answer
    expect(await askByKey(KEY, atOnce)).toMatchObject({ word: 'unknown' })
  })
})

describe('sending', () => {
  const [action] = deploymentVerbs(sample(), { roles: [], permissions: [] })
  if (action === undefined) throw new Error('the sample has a verb')
  const send = () =>
    sendChange({ action, values: initialValues(action.options), key: KEY, reason: '  ' }, atOnce)

  it('carries warnings of ECE on', async () => {
    server.change = json(202, { warnings: [{ code: 'slow', message: 'It may take long' }] })
    expect(await send()).toMatchObject({ word: 'accepted', warnings: ['It may take long'] })
    expect(server.changes[0]?.headers).not.toHaveProperty('x-reason')
  })

  it('asks when ECE’s answer does not say whether it acted', async () => {
    server.change = refuse(503, 'root.unavailable')
    server.record = state('unknown')
    expect(await send()).toMatchObject({ word: 'unknown' })
  })

  it('asks when the answer was cut off', async () => {
    server.change = (response) => {
      response.writeHead(202, { 'content-length': '100' })
      response.write('{')
      response.destroy()
    }
    server.record = state('accepted')
    expect(await send()).toMatchObject({ word: 'accepted' })
    expect(server.changes).toHaveLength(1)
  })
})

describe('keys of unfinished changes', () => {
  it('survive a reload and nothing else', () => {
    rememberUnfinished('default/x/restart', { key: KEY, sentAt: 1 })
    expect(readUnfinished('default/x/restart')).toEqual({ key: KEY, sentAt: 1 })
    expect(readUnfinished('other/x/restart')).toBeUndefined()
    forgetUnfinished('default/x/restart')
    expect(readUnfinished('default/x/restart')).toBeUndefined()
  })

  it('that somebody else wrote are ignored', () => {
    for (const broken of ['{', '1', '{"key":3,"sentAt":1}', 'null']) {
      sessionStorage.setItem('ece-console.unfinished.p', broken)
      expect(readUnfinished('p')).toBeUndefined()
    }
  })
})
