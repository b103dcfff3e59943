import { expect, test } from 'vitest'
import { createLog, describeError } from './log.ts'
import type { LogFields } from './log.ts'

function logged(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] {
  const lines: string[] = []
  write(createLog('info', { write: (line) => void lines.push(line) }))
  // pino writes objects
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

test('a field that is not on the list is dropped, whoever casts', () => {
  const fields = { row: 'login', password: 'secret', headers: { cookie: 'secret' } } as LogFields
  const [line] = logged((log) => log.info(fields, 'a sentence'))
  expect(line).toEqual({ level: 'info', time: expect.any(String), row: 'login', msg: 'a sentence' })
})

test('an error is its name, code and frames; its message may quote what it read', () => {
  const error = Object.assign(new SyntaxError('Unexpected token in "secret"'), { code: 'E_BAD' })
  const described = describeError(error)
  expect(described).toMatchObject({ error: 'SyntaxError', code: 'E_BAD' })
  expect(described.frames).toContain('log.test.ts')
  expect(JSON.stringify(described)).not.toContain('secret')
  expect(describeError('secret')).toEqual({ error: 'string' })
})

test('what is below the level is not written', () => {
  expect(logged((log) => log.debug({}, 'quiet'))).toEqual([])
})
