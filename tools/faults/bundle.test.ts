import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { buildConsole, removeBuilds } from './programs.ts'

afterAll(removeBuilds)

const NAME = /failpoint|FAILPOINT|'(?:change|audit|job|renewal)\.\w+_\w+'/

const read = (folder: string) => readFileSync(join(folder, 'cli.js'), 'utf8')

test('the shipped server has no failpoint in it, neither code nor name', async () => {
  expect(read(await buildConsole('production'))).not.toMatch(NAME)
})

test('the server for fault tests has at least fourteen, each with a name of its own', async () => {
  const bundle = read(await buildConsole('faults'))
  const names = [...bundle.matchAll(/failpoint\("([^"]+)"\)/g)].map(([, name]) => name)
  expect(new Set(names).size).toBeGreaterThanOrEqual(14)
  expect(names).toHaveLength(new Set(names).size)
})
