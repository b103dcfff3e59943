// What is only about PostgreSQL: getting there, and what becomes of the console when it goes away.
import { sql } from 'kysely'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newKey, pathOf } from '../forward/test-console.ts'
import { operations } from '@ece/api-types'
import { readDatabase, type DatabaseAddress } from '../config/database.ts'
import { startRelay, type Relay } from '../testing/relay.ts'
import { runConsole, type Running } from '../testing/run-console.ts'
import { makeDataDir, postgresOf } from '../testing/stores.ts'
import { PASSWORD, answer, startStandIn, type StandIn } from '../testing/stand-in-ece.ts'
import { StoreProblem, openStore } from './open.ts'
import { readVersion } from './version.ts'

const KEY = Buffer.alloc(32, 1)
const DATA_DIR = makeDataDir()

let count = 0
/** A schema that nobody has used yet. */
const newUrl = async () => new URL(await postgresOf(`${DATA_DIR}/${(count += 1)}`))
const parse = (url: URL | string): DatabaseAddress => {
  const database = readDatabase(String(url), (_, wrong) => {
    throw new Error(wrong)
  })
  if (database === undefined) throw new Error('the address was refused without a word')
  return database
}
const open = (url: URL | string, key = KEY) => openStore(DATA_DIR, key, { database: parse(url) })

/** As an administrator would, beside the console. */
async function administer(url: URL, statement: string) {
  // also where the console is to find nothing but a read-only database
  const options = '-c default_transaction_read_only=off'
  const client = new pg.Client({ connectionString: url.href.replace(/\?.*/, ''), options })
  await client.connect()
  try {
    return await client.query(statement)
  } finally {
    await client.end()
  }
}

describe('opening', () => {
  test('makes the tables once, however many consoles start at the same time', async () => {
    const url = await newUrl()
    const stores = await Promise.all(Array.from({ length: 4 }, () => open(url)))
    const row = { id: 'a', installation: 'x', account: 'x', failed_at: Date.UTC(2100, 0, 1) }
    await stores[0]?.insertInto('sign_in_failures').values(row).execute()
    const found = await stores[3]?.selectFrom('sign_in_failures').selectAll().execute()
    expect(found).toEqual([row])
    await Promise.all(stores.map((store) => store.destroy()))
    const again = await open(url)
    expect(await again.selectFrom('sign_in_failures').selectAll().execute()).toEqual([row])
    await again.destroy()
  })

  test("leaves another program's tables of the same names alone", async () => {
    const url = await newUrl()
    await administer(url, 'create table if not exists public.sessions (other text)')
    const store = await open(url)
    expect(await store.selectFrom('sessions').selectAll().execute()).toEqual([])
    await store.destroy()
    await administer(url, 'insert into public.sessions (other) values (1)')
  })

  test('makes commits durable although the database was set to lose some', async () => {
    const url = await newUrl()
    const name = url.pathname.slice(1)
    await administer(url, `alter database ${name} set synchronous_commit = off`)
    const store = await open(url)
    const { rows } = await sql<{ value: string }>`
      select current_setting('synchronous_commit') as value`.execute(store)
    expect(rows).toEqual([{ value: 'on' }])
    await store.destroy()
    await administer(url, `alter database ${name} reset synchronous_commit`)
  })

  test('tells every commit of another process, and nothing else', async () => {
    const url = await newUrl()
    const [one, two] = [await open(url), await open(url)]
    const before = await readVersion(one)
    await two.insertInto('meta').values({ name: 'a', value: '1' }).execute()
    const after = await readVersion(one)
    expect(after).not.toBe(before)
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const writing = two.transaction().execute(async (db) => {
      await db.updateTable('meta').set({ value: '2' }).where('name', '=', 'a').execute()
      await held
    })
    const during = await readVersion(one)
    release()
    await writing
    expect(await readVersion(one)).not.toBe(during)
    await Promise.all([one.destroy(), two.destroy()])
  })

  const refused = async (url: URL | string, key = KEY) => {
    const failure: unknown = await open(url, key).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(StoreProblem)
    return String(failure)
  }

  test('with another key is refused, and the right key still opens it', async () => {
    const url = await newUrl()
    await (await open(url)).destroy()
    const message = await refused(url, Buffer.alloc(32, 2))
    expect(message).toMatch(/SECRET_KEY_FILE: the database test_\w+ on .* sealed with another key/)
    await (await open(url)).destroy()
  })

  test('where nothing answers, or another thing than wanted, says what to do', async () => {
    const url = await newUrl()
    const password = 'canary-password-of-the-database'
    const bend = (change: (bent: URL) => void) => {
      const bent = new URL(url)
      bent.password = password
      change(bent)
      return bent
    }
    const cases: readonly [(bent: URL) => void, RegExp][] = [
      [(bent) => (bent.port = '1'), /ECONNREFUSED.*Start it, or correct host and port/],
      [(bent) => (bent.hostname = 'nowhere.invalid'), /ENOTFOUND|EAI_AGAIN/],
      [(bent) => (bent.pathname = '/missing'), /"missing" does not exist.*Make the database/],
      [(bent) => (bent.username = 'stranger'), /"stranger" does not exist/],
      [(bent) => bent.searchParams.set('sslmode', 'require'), /not support SSL.*Switch TLS on/],
    ]
    for (const [change, expected] of cases) {
      const message = await refused(bend(change))
      expect(message).toMatch(/^Error: DATABASE_URL: cannot open the database /)
      expect(message).toMatch(expected)
      expect(message).not.toContain(password)
    }
  })

  test('where it may make no tables, or write nothing, says what to do', async () => {
    const url = await newUrl()
    const name = url.pathname.slice(1)
    await administer(url, `create role guest_${process.pid} login`)
    const guest = new URL(url)
    guest.username = `guest_${process.pid}`
    expect(await refused(guest)).toMatch(/permission denied.*Let the user make a schema/)
    await administer(url, `alter database ${name} set default_transaction_read_only = on`)
    expect(await refused(url)).toMatch(/read-only transaction.*the address of the primary/)
    await administer(url, `alter database ${name} reset default_transaction_read_only`)
    await administer(url, `drop role guest_${process.pid}`)
  })
})

describe('while the console runs', () => {
  const ROW = '/api/default/deployments'
  const RESTART = pathOf(operations.restartDeploymentEsResource)
  let ece: StandIn
  let url: URL
  let link: Relay
  let one: Running
  let two: Running
  let cookie: string | undefined
  beforeEach(async () => {
    ece = await startStandIn()
    ece.on.set(`POST ${RESTART}`, (_, response) => answer(response, 202, {}))
    ece.on.set('GET /user', (_, response) =>
      answer(response, 200, { user_name: 'admin', security: { roles: ['ece_platform_admin'] } }),
    )
    url = await newUrl()
    link = await startRelay([{ host: url.hostname, port: Number(url.port) }])
    const linked = new URL(url)
    linked.port = String(link.port)
    const dataDir = makeDataDir()
    const environment = { ECE_URL: ece.url, DATA_DIR: dataDir, DATABASE_URL: linked.href }
    one = await runConsole(environment)
    two = await runConsole(environment)
    const browser = one.browser()
    await browser.signIn(PASSWORD)
    cookie = browser.cookie
    if ((await statusAt(two)) !== 200) throw new Error('signing in failed')
  })
  afterEach(async () => {
    link.mend()
    await Promise.all([one.stop(), two.stop()])
    await link.close()
    await ece.close()
  })

  const statusAt = async (at: Running, path = ROW) => (await at.browser(cookie).get(path)).status
  const change = (at: Running, key = newKey()) =>
    at.browser(cookie).ask({
      method: 'POST',
      path: `/api/default${RESTART}`,
      headers: { 'idempotency-key': key },
    })
  const restarts = () => ece.calls.filter(({ path }) => path.includes('_restart')).length
  const codeOf = (reply: { json?: { errors?: { code: string }[] } }) =>
    reply.json?.errors?.[0]?.code
  /** What was known is known no longer; another second is not waited for. */
  const forget = () => {
    one.ahead += 5_000
    two.ahead += 5_000
  }
  const expectHealed = async () => {
    await expect.poll(async () => await statusAt(one, '/readyz'), { timeout: 10_000 }).toBe(200)
    forget()
    expect([await statusAt(one), await statusAt(two)]).toEqual([200, 200])
    expect((await change(one)).status).toBe(202)
  }

  test('and the database goes away, nobody is signed out, nothing is sent, and all heals by itself', async () => {
    link.cut()
    forget()
    for (const at of [one, two]) {
      for (const path of [ROW, '/bff/session', '/bff/changes']) {
        const reply = await at.browser(cookie).get(path)
        expect([path, reply.status, codeOf(reply)]).toEqual([path, 503, 'console.unavailable'])
        expect(reply.headers['set-cookie']).toBeUndefined()
      }
    }
    expect((await change(one)).status).toBe(503)
    expect((await two.browser().signIn(PASSWORD)).status).toBe(503)
    expect(await statusAt(one, '/readyz')).toBe(503)
    expect(restarts()).toBe(0)
    link.mend()
    await expectHealed()
    expect(restarts()).toBe(1)
  })

  test('and every connection is ended under its hands, it goes on at once', async () => {
    const kill = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`
    for (let round = 0; round < 5; round += 1) {
      const asking = Array.from({ length: 10 }, () => statusAt(one, '/bff/changes'))
      await administer(url, kill)
      // each was answered, or says that it can be asked again; the process is still there
      for (const status of await Promise.all(asking)) expect([200, 503]).toContain(status)
    }
    await expectHealed()
    expect(one.logged.join('')).toContain('a connection to the database was lost')
  })

  test('and the database says nothing any more, requests are answered all the same', async () => {
    link.hang()
    forget()
    const startedAt = performance.now()
    const [read, changed, out] = await Promise.all([
      statusAt(one),
      change(one),
      two.browser(cookie).signOut(),
    ])
    expect([read, changed.status, out.status]).toEqual([503, 503, 204])
    expect(performance.now() - startedAt).toBeLessThan(45_000)
    expect(restarts()).toBe(0)
    link.mend()
    await expect.poll(async () => await statusAt(two, '/readyz'), { timeout: 20_000 }).toBe(200)
    await two.tick()
    forget()
    expect([await statusAt(one), await statusAt(two)]).toEqual([401, 401])
  }, 90_000)

  test('and the database turns read-only, reads and signing out go on, and all heals by itself', async () => {
    const name = url.pathname.slice(1)
    const turn = async (how: string) => {
      await administer(url, `alter database ${name} ${how}`)
      await administer(
        url,
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()`,
      )
    }
    await turn('set default_transaction_read_only = on')
    forget()
    await expect.poll(() => statusAt(one)).toBe(200)
    await expect.poll(() => statusAt(two, '/bff/changes')).toBe(200)
    const refused = await change(one)
    expect([refused.status, codeOf(refused)]).toEqual([503, expect.stringMatching(/^console\./)])
    const stranger = await two.browser().signIn(PASSWORD)
    expect([stranger.status, stranger.headers['set-cookie']]).toEqual([503, undefined])
    expect(restarts()).toBe(0)

    expect((await one.browser(cookie).signOut()).status).toBe(204)
    expect(await statusAt(one)).toBe(401)
    // the other console cannot be told, but ECE can
    await expect.poll(() => ece.tokens.size).toBe(0)

    await turn('reset default_transaction_read_only')
    await expect.poll(async () => await statusAt(one, '/readyz'), { timeout: 10_000 }).toBe(200)
    await one.tick()
    forget()
    expect([await statusAt(one), await statusAt(two)]).toEqual([401, 401])
    expect((await two.browser().signIn(PASSWORD)).status).toBe(200)
  })

  test('and yesterday’s backup is put in its place, who was signed in then still is', async () => {
    const tables = ['sessions', 'credentials']
    const schema = url.searchParams.get('schema') ?? ''
    for (const table of tables) {
      await administer(url, `create table ${schema}.old_${table} as table ${schema}.${table}`)
    }
    const later = two.browser()
    expect((await later.signIn(PASSWORD)).status).toBe(200)
    await administer(
      url,
      `truncate ${schema}.sessions cascade; insert into ${schema}.sessions table ${schema}.old_sessions;
       insert into ${schema}.credentials table ${schema}.old_credentials`,
    )
    forget()
    expect([await statusAt(one), await statusAt(two)]).toEqual([200, 200])
    expect((await later.get(ROW)).status).toBe(401)
    expect((await one.browser(later.cookie).get(ROW)).status).toBe(401)
  })
})
