// The database in every state a disk can bring it into, with real files.
import {
  chmodSync,
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { operations } from '@ece/api-types'
import { pathOf } from '../forward/test-console.ts'
import { DATABASE_FILE } from '../store/database-file.ts'
import { StoreProblem, openStore } from '../store/open.ts'
import type { Browser } from '../testing/browser.ts'
import { makeDataDir, runConsole, type Running } from '../testing/run-console.ts'
import { PASSWORD, answer, startStandIn, type StandIn } from '../testing/stand-in-ece.ts'

const KEY = Buffer.alloc(32, 1)
const fileIn = (dataDir: string) => join(dataDir, DATABASE_FILE)

/** A data folder as a console leaves it after some work; the file is whole, without a log beside it. */
async function makeUsed(): Promise<string> {
  const dataDir = makeDataDir()
  const store = await openStore(dataDir, KEY)
  for (let n = 0; n < 200; n += 1) {
    await store
      .insertInto('sign_in_failures')
      .values({ id: `${n}`.repeat(50), installation: 'default', account: 'x', failed_at: n })
      .execute()
  }
  await store.destroy()
  return dataDir
}

function overwrite(file: string, position: number, bytes: Buffer) {
  const handle = openSync(file, 'r+')
  writeSync(handle, bytes, 0, bytes.length, position)
  closeSync(handle)
}

const PAGE = 4_096
const damages: readonly [string, (file: string) => void][] = [
  ['the header is overwritten', (file) => overwrite(file, 0, Buffer.alloc(100, 'x'))],
  [
    'a page in the middle is overwritten',
    (file) => overwrite(file, 3 * PAGE, Buffer.alloc(PAGE, 0xa5)),
  ],
  [
    'the last pages are zeros',
    (file) => overwrite(file, statSync(file).size - 2 * PAGE, Buffer.alloc(2 * PAGE)),
  ],
  ['half of it is cut off', (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
  ['all but a few bytes is cut off', (file) => truncateSync(file, 50)],
  [
    'it is a picture',
    (file) => writeFileSync(file, Buffer.concat([Buffer.from('\x89PNG'), Buffer.alloc(9_000)])),
  ],
]

describe('at the start, a database', () => {
  test.each(damages)('of which %s is refused with what to do', async (_, damage) => {
    const dataDir = await makeUsed()
    damage(fileIn(dataDir))
    const before = readFileSync(fileIn(dataDir))
    const failure: unknown = await openStore(dataDir, KEY).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(StoreProblem)
    expect(String(failure)).toMatch(/DATA_DIR: cannot open the database .*damaged.*sound copy/)
    // whoever mends it wants it as it was
    expect(readFileSync(fileIn(dataDir)).equals(before)).toBe(true)
  })

  test('in a folder that is read-only is refused with what to do', async () => {
    const dataDir = await makeUsed()
    chmodSync(fileIn(dataDir), 0o444)
    chmodSync(dataDir, 0o555)
    const isRoot = process.getuid?.() === 0
    // root may write anywhere
    if (isRoot) process.seteuid?.('nobody')
    try {
      await expect(openStore(dataDir, KEY)).rejects.toThrow(
        /DATA_DIR: cannot open .*EACCES.*Give a folder that the user running the console may write/,
      )
    } finally {
      if (isRoot) process.seteuid?.('root')
      chmodSync(dataDir, 0o755)
    }
  })

  test('that another program holds is waited for, then refused by name', async () => {
    const dataDir = await makeUsed()
    const holder = await openStore(dataDir, KEY)
    const held = await hold(holder)
    await expect(openStore(dataDir, KEY)).rejects.toThrow(/Another program holds it: end that/)
    await held.letGo()
    await (await openStore(dataDir, KEY)).destroy()
    await holder.destroy()
  })

  test('whose key is gone is not sealed with a new one', async () => {
    const environment = { ECE_URL: 'http://127.0.0.1:9', DATA_DIR: makeDataDir() }
    const first = readConfig(environment, { createKey: true })
    if ('problems' in first) throw new Error('the first start failed')
    await (await openStore(environment.DATA_DIR, first.config.key)).destroy()
    const key = join(environment.DATA_DIR, 'key')
    renameSync(key, `${key}.away`)
    for (const createKey of [true, false]) {
      const { problems = [] } = { ...readConfig(environment, { createKey }) } as {
        problems?: readonly { wrong: string; cure: string }[]
      }
      expect(problems).toEqual([
        {
          variable: 'DATA_DIR',
          wrong: expect.stringMatching(/key file .* is gone, but the database .* is there/),
          cure: expect.stringContaining('Put the key file back'),
        },
      ])
    }
    renameSync(`${key}.away`, key)
    expect('config' in readConfig(environment, { createKey: true })).toBe(true)
  })
})

/** Takes the lock for writing, as another process would. */
async function hold(store: Awaited<ReturnType<typeof openStore>>) {
  let letGo = () => {}
  const until = new Promise<void>((resolve) => {
    letGo = resolve
  })
  let begun = () => {}
  const isHeld = new Promise<void>((resolve) => {
    begun = resolve
  })
  const transaction = store.transaction().execute(async () => {
    begun()
    await until
  })
  await isHeld
  return {
    letGo: async () => {
      letGo()
      await transaction
    },
  }
}

describe('while the console runs', () => {
  let ece: StandIn
  let running: Running
  let browser: Browser
  beforeEach(async () => {
    ece = await startStandIn()
    ece.on.set(`POST ${RESTART}`, (_, response) => answer(response, 202, {}))
    ece.on.set('GET /user', (_, response) =>
      answer(response, 200, { user_name: 'admin', security: { roles: ['ece_platform_admin'] } }),
    )
    running = await runConsole({ ECE_URL: ece.url })
    browser = running.browser()
    await browser.signIn(PASSWORD)
  })
  afterEach(async () => {
    await running.stop()
    await ece.close()
  })

  const ROW = '/api/default/deployments'
  const RESTART = pathOf(operations.restartDeploymentEsResource)
  let keys = 0
  const newKey = () => `00000000-0000-4000-8000-${String((keys += 1)).padStart(12, '0')}`
  const change = (key = newKey()) =>
    browser.ask({
      method: 'POST',
      path: `/api/default${RESTART}`,
      headers: { 'idempotency-key': key },
    })
  const restarts = () => ece.calls.filter(({ path }) => path.includes('_restart')).length
  const codeOf = (reply: { json?: { errors?: { code: string }[] } }) =>
    reply.json?.errors?.[0]?.code

  /** What an operator can do while nothing can be written, and again afterwards with the same key. */
  async function expectReadsOnly(heal: () => unknown) {
    expect((await browser.get(ROW)).status).toBe(200)
    expect((await browser.get('/bff/session')).status).toBe(200)
    expect((await browser.get('/bff/changes')).status).toBe(200)
    const key = newKey()
    const sent = restarts()
    const refused = await change(key)
    expect([refused.status, codeOf(refused)]).toEqual([503, 'console.unavailable'])
    expect(refused.headers['retry-after']).toBe('5')
    const stranger = await running.browser().signIn(PASSWORD)
    expect([stranger.status, stranger.headers['set-cookie']]).toEqual([503, undefined])
    expect(restarts()).toBe(sent)

    const other = running.browser(browser.cookie)
    expect((await other.signOut()).status).toBe(204)
    expect((await browser.get(ROW)).status).toBe(401)

    await heal()
    await running.tick()
    expect((await browser.get(ROW)).status).toBe(401)
    expect(await running.store.selectFrom('sessions').selectAll().execute()).toEqual([])
    expect((await browser.signIn(PASSWORD)).status).toBe(200)
    expect((await change(key)).status).toBe(202)
    expect(restarts()).toBe(sent + 1)
    await expect.poll(async () => (await browser.get('/readyz')).status).toBe(200)
  }

  test('and its disk is full, reads and signing out go on, changes are refused, and all heals by itself', async () => {
    const pages = await sql<{ page_count: number }>`pragma page_count`.execute(running.store)
    const { page_count: count = 0 } = pages.rows[0] ?? {}
    // fills what is left inside the file, as a full disk would leave it
    await sql`pragma max_page_count = ${sql.lit(count)}`.execute(running.store)
    const { store } = running
    const fillSessions = async () => {
      for (let n = 0; ; n += 1) {
        const row = { session_key: `filler-${n}`, data: '{}', created_at: 1, active_at: 1 }
        await store.insertInto('sessions').values(row).execute()
      }
    }
    const fillChanges = async () => {
      for (let n = 0; ; n += 1) {
        const names = { installation: 'x', user_name: 'x', session_key: 'x', operation: 'x' }
        const call = { method: 'POST', path: '/', request_hash: 'x', reason: null, state: 'found' }
        const result = { status: null, answer: null, created_at: 1, updated_at: 1 }
        await store
          .insertInto('changes')
          .values({ id: `filler-${n}`, ...names, ...call, ...result })
          .execute()
      }
    }
    await expect(fillSessions()).rejects.toThrow('full')
    await expect(fillChanges()).rejects.toThrow('full')
    running.ahead += 5_000
    await expectReadsOnly(() => sql`pragma max_page_count = 1000000`.execute(running.store))
  })

  test('and its disk turns read-only, reads and signing out go on, and all heals by itself', async () => {
    await sql`pragma query_only = 1`.execute(running.store)
    await expectReadsOnly(() => sql`pragma query_only = 0`.execute(running.store))
  })

  test('and another process holds the lock, reads go on at once and nobody is stopped', async () => {
    const other = await openStore(running.config.dataDir, running.config.key)
    const held = await hold(other)
    const startedAt = performance.now()
    const waiting = change()
    let slowest = 0
    for (let n = 0; n < 20; n += 1) {
      const at = performance.now()
      running.ahead += 1_000
      expect((await browser.get(ROW)).status).toBe(200)
      slowest = Math.max(slowest, performance.now() - at)
    }
    // SQLite's own waiting would stop the whole process for seconds at a time
    expect(slowest).toBeLessThan(1_000)
    expect((await waiting).status).toBe(503)
    expect(performance.now() - startedAt).toBeGreaterThan(1_500)
    await expectReadsOnly(() => held.letGo())
    await other.destroy()
  })

  test('and a lock is let go in time, the change goes through', async () => {
    const other = await openStore(running.config.dataDir, running.config.key)
    const held = await hold(other)
    const waiting = change()
    expect((await browser.get(ROW)).status).toBe(200)
    await held.letGo()
    expect((await waiting).status).toBe(202)
    await other.destroy()
  })

  test('and the file is moved away, nothing is written where nobody would find it', async () => {
    const file = fileIn(running.config.dataDir)
    renameSync(file, `${file}.away`)
    await expectReadsOnly(() => renameSync(`${file}.away`, file))
  })

  test('and the file is replaced by a copy, no change is recorded in the old one', async () => {
    const file = fileIn(running.config.dataDir)
    copyFileSync(file, `${file}.copy`)
    renameSync(file, `${file}.old`)
    renameSync(`${file}.copy`, file)
    expect((await change()).status).toBe(503)
    rmSync(file)
    renameSync(`${file}.old`, file)
    expect((await change()).status).toBe(202)
  })

  test('and a page is damaged, what needs it is unavailable, and nobody is told to be signed out', async () => {
    const file = fileIn(running.config.dataDir)
    const other = await openStore(running.config.dataDir, running.config.key)
    await sql`pragma wal_checkpoint(truncate)`.execute(running.store)
    const whole = readFileSync(file)
    overwrite(file, PAGE, Buffer.alloc(whole.length - PAGE, 0xa5))
    // a write of another process makes everybody read again
    await sql`pragma user_version = 7`.execute(other)
    running.ahead += 5_000
    for (const path of [ROW, '/bff/session', '/bff/changes']) {
      const reply = await running.browser(browser.cookie).get(path)
      expect([path, reply.status, codeOf(reply)]).toEqual([path, 503, 'console.unavailable'])
      expect(reply.headers['set-cookie']).toBeUndefined()
    }
    expect((await change()).status).toBe(503)
    expect((await browser.get('/readyz')).status).toBe(503)
    overwrite(file, PAGE, whole.subarray(PAGE))
    await sql`pragma user_version = 8`.execute(other)
    running.ahead += 5_000
    expect((await browser.get(ROW)).status).toBe(200)
    expect((await change()).status).toBe(202)
    await other.destroy()
  })

  test('and the key file goes away, nobody notices before the next start', async () => {
    const key = join(running.config.dataDir, 'key')
    renameSync(key, `${key}.away`)
    running.ahead += 5_000
    expect((await browser.get(ROW)).status).toBe(200)
    expect((await change()).status).toBe(202)
  })

  test('and every trouble is in the log, without a secret', async () => {
    const file = fileIn(running.config.dataDir)
    renameSync(file, `${file}.away`)
    await change()
    renameSync(`${file}.away`, file)
    const log = running.logged.join('')
    expect(log).toContain('"status":503')
    for (const secret of [PASSWORD, ...ece.given]) expect(log).not.toContain(secret)
  })
})
