import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeDataDir } from '../testing/run-console.ts'
import { StoreProblem, openStore } from './open.ts'

const KEY = Buffer.alloc(32, 1)

const row = {
  id: 'a',
  installation: 'default',
  account: 'x',
  failed_at: Date.UTC(2100, 0, 1),
}

test('what was written is there after opening again, times included', async () => {
  const dataDir = makeDataDir()
  const first = await openStore(dataDir, KEY)
  await first.insertInto('sign_in_failures').values(row).execute()
  await first.destroy()
  const second = await openStore(dataDir, KEY)
  expect(await second.selectFrom('sign_in_failures').selectAll().execute()).toEqual([row])
  await second.destroy()
})

test('the files can be read by their owner only', async () => {
  const dataDir = join(makeDataDir(), 'made')
  const store = await openStore(dataDir, KEY)
  await store.insertInto('sign_in_failures').values(row).execute()
  for (const end of ['', '-wal']) {
    expect(statSync(join(dataDir, `ece-console.sqlite${end}`)).mode & 0o077).toBe(0)
  }
  await store.destroy()
})

test('a database that another key sealed is refused with what to do', async () => {
  const dataDir = makeDataDir()
  await (await openStore(dataDir, KEY)).destroy()
  await expect(openStore(dataDir, Buffer.alloc(32, 2))).rejects.toThrow(
    /SECRET_KEY_FILE: the database .* was sealed with another key/,
  )
  await (await openStore(dataDir, KEY)).destroy()
})

test('a file that is no database, and a folder that cannot be written, are named', async () => {
  const dataDir = makeDataDir()
  writeFileSync(join(dataDir, 'ece-console.sqlite'), 'this is not a database'.repeat(100))
  await expect(openStore(dataDir, KEY)).rejects.toThrow(StoreProblem)
  await expect(openStore(dataDir, KEY)).rejects.toThrow(/ece-console\.sqlite/)
  const taken = makeDataDir()
  mkdirSync(join(taken, 'ece-console.sqlite'))
  await expect(openStore(taken, KEY)).rejects.toThrow(/DATA_DIR: cannot open the database/)
})

test('two processes may work on one file at once', async () => {
  const dataDir = makeDataDir()
  const one = await openStore(dataDir, KEY)
  const two = await openStore(dataDir, KEY)
  const write = (store: typeof one, from: string) =>
    Array.from({ length: 50 }, (_, n) =>
      store
        .insertInto('sign_in_failures')
        .values({ ...row, id: `${from}${n}` })
        .execute(),
    )
  await Promise.all([...write(one, 'one'), ...write(two, 'two')])
  expect(await one.selectFrom('sign_in_failures').selectAll().execute()).toHaveLength(100)
  await one.destroy()
  await two.destroy()
})
