import { expect, it, vi } from 'vitest'
import type { Activity } from './activity.ts'
import { createHistoryReader, type Wanted } from './history-reader.ts'

const NONE: Activity = { events: [], keptSince: undefined }
const ids = (count: number, version = '1'): Wanted[] =>
  Array.from({ length: count }, (_, index) => ({ id: `d${index}`, version }))

/** A reader whose answers are given by hand. */
function start() {
  const asked: string[] = []
  const open = new Map<string, { ok: () => void; fail: (error: Error) => void }>()
  let isOver = false
  const reader = createHistoryReader(
    ({ id, version }) =>
      new Promise((resolve, reject) => {
        asked.push(`${id} ${version}`)
        open.set(id, { ok: () => resolve(NONE), fail: reject })
      }),
    () => isOver,
  )
  const answer = async (id: string, error?: Error) => {
    await vi.waitFor(() => expect(open.has(id)).toBe(true))
    const waiting = open.get(id)
    open.delete(id)
    if (error === undefined) waiting?.ok()
    else waiting?.fail(error)
  }
  return { reader, asked, answer, end: (is: boolean) => (isOver = is) }
}
const settle = (check: () => void) => vi.waitFor(check, { timeout: 2000, interval: 10 })

it('no more than four deployments are read at once, in their order, and each once', async () => {
  const { reader, asked, answer } = start()
  reader.want(ids(6))
  reader.want(ids(6))
  expect(asked).toEqual(['d0 1', 'd1 1', 'd2 1', 'd3 1'])
  await answer('d2')
  await settle(() => expect(asked).toHaveLength(5))
  for (const id of ['d0', 'd1', 'd3', 'd4', 'd5']) await answer(id)
  await settle(() => expect(reader.state().read.size).toBe(6))
  await settle(() => expect(reader.state().isReading).toBe(false))
  reader.want(ids(6))
  expect(asked).toHaveLength(6)
})

it('only what changed is read again, and what was known stays until then', async () => {
  const { reader, asked, answer } = start()
  reader.want(ids(2))
  await answer('d0')
  await answer('d1')
  await settle(() => expect(reader.state().read.size).toBe(2))
  reader.want([...ids(1, '2'), ...ids(2).slice(1)])
  expect(asked.at(-1)).toBe('d0 2')
  expect(asked).toHaveLength(3)
  expect(reader.state().read.has('d0')).toBe(true)
})

it('one deployment that cannot be read is named, the rest goes on, and it is tried again on demand', async () => {
  const { reader, asked, answer } = start()
  reader.want(ids(2))
  await answer('d0', new Error('Forbidden'))
  await answer('d1')
  await settle(() => expect([...reader.state().failed.keys()]).toEqual(['d0']))
  await settle(() => expect(reader.state().read.has('d1')).toBe(true))
  reader.want(ids(2))
  expect(asked).toHaveLength(2)
  reader.resume()
  expect(asked).toEqual(['d0 1', 'd1 1', 'd0 1'])
})

it('reading stops when the operator says so or nothing answers, and goes on from there', async () => {
  const { reader, asked, answer } = start()
  reader.want(ids(30))
  reader.stop()
  for (const id of ['d0', 'd1', 'd2', 'd3']) await answer(id)
  await settle(() => expect(reader.state()).toMatchObject({ isReading: false, isStopped: true }))
  expect(asked).toHaveLength(4)
  reader.resume()
  for (let index = 4; index < 12; index += 1) await answer(`d${index}`, new Error('down'))
  await settle(() => expect(reader.state()).toMatchObject({ isStopped: true }))
  // those that were under way
  expect(asked.length).toBeLessThanOrEqual(15)
})

it('nothing is asked for while nobody is signed in, and it goes on afterwards', async () => {
  const { reader, asked, answer, end } = start()
  reader.want(ids(6))
  end(true)
  for (const id of ['d0', 'd1', 'd2', 'd3']) await answer(id, new Error('no session'))
  await settle(() => expect(reader.state().isReading).toBe(false))
  expect(reader.state().failed.size).toBe(0)
  expect(asked).toHaveLength(4)
  end(false)
  reader.want(ids(6))
  expect(asked).toHaveLength(8)
})
