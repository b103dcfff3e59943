import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { createLimits } from './limits.ts'

// limits listens for `close` and nothing else
const makeResponse = () => new EventEmitter() as unknown as ServerResponse

test('two hundred requests a second pass, the next one has to wait until the second is over', () => {
  let now = 0
  const limits = createLimits(() => now)
  const request = (key: string) => {
    const response = makeResponse()
    limits.enter(key, response)
    response.emit('close')
  }
  for (let n = 0; n < 200; n += 1) request('a')
  expect(() => request('a')).toThrow(/within a second/)
  request('b')
  now = 1_000
  limits.sweep()
  request('a')
})
