import { expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { makeDataDir, openTestStore } from '../testing/stores.ts'
import { createLive } from './live.ts'
import { createRecords } from './records.ts'

const KEY = Buffer.alloc(32, 7)

async function setUp() {
  const dataDir = makeDataDir()
  const store = await openTestStore(dataDir, KEY)
  const records = createRecords(store, KEY)
  const user = { user_name: 'admin', roles: [], permissions: [], auth: 'password' as const }
  await records.begin({
    sessionKey: 'one',
    replaces: undefined,
    data: '{"installations":{"default":{"user_name":"admin","auth":"password"}}}',
    installation: 'default',
    account: 'a',
    credential: { secret: 's', user, obtained_at: 0, profile_at: 0 },
    now: 1_000,
  })
  return { store, records, dataDir }
}

test('a session that ends while it is being read is not handed out any more', async () => {
  const { store, records } = await setUp()
  let release = () => {}
  const slow = {
    ...records,
    session: async (sessionKey: string) => {
      const row = await records.session(sessionKey)
      await new Promise<void>((resolve) => {
        release = resolve
      })
      return row
    },
  }
  const live = createLive(slow, Date.now, createLog('silent'))
  const reading = live.get('one')
  await expect.poll(() => String(release)).not.toBe('() => {}')
  await records.endSession('one')
  live.invalidate('one')
  release()
  // the second look has to be let through as well
  const answered = reading.then((session) => session ?? 'ended')
  await expect
    .poll(async () => {
      release()
      return Promise.race([answered, Promise.resolve('reading')])
    })
    .toBe('ended')
  await store.destroy()
})

test('a session is read once, however many ask, and again within a second of any change', async () => {
  const { store, records, dataDir } = await setUp()
  let reads = 0
  /** On PostgreSQL the commits of other tests count as well (store/version.ts). */
  const versions = new Set<string>()
  let now = 5_000
  const counting = {
    ...records,
    session: (sessionKey: string) => {
      reads += 1
      return records.session(sessionKey)
    },
    version: async () => {
      const version = await records.version()
      versions.add(version)
      return version
    },
  }
  const live = createLive(counting, () => now, createLog('silent'))
  const many = await Promise.all(Array.from({ length: 100 }, () => live.get('one')))
  expect(many.every((session) => session?.credentials.get('default')?.generation === 1)).toBe(true)
  expect(reads).toBe(1)
  now += 5_000
  await live.get('one')
  expect(reads).toBe(versions.size)
  // another console on the same data ends the session
  const other = await openTestStore(dataDir, KEY)
  await createRecords(other, KEY).endSession('one')
  now += 999
  expect(await live.get('one')).toBeDefined()
  now += 1
  expect(await live.get('one')).toBeUndefined()
  expect(reads).toBe(versions.size)
  expect(reads).toBeGreaterThan(1)
  await other.destroy()
  await store.destroy()
})

test("the operator's last action is stored now and then, and when the console ends", async () => {
  const { store, records } = await setUp()
  let now = 2_000
  const live = createLive(records, () => now, createLog('silent'))
  const session = await live.get('one')
  if (session === undefined) throw new Error('the session is missing')
  const stored = async () => (await records.session('one'))?.active_at
  live.act(session)
  expect([live.lastAction(session), await stored()]).toEqual([2_000, 1_000])
  now = 40_000
  live.act(session)
  await expect.poll(stored).toBe(40_000)
  now = 41_000
  live.act(session)
  await live.flush()
  expect(await stored()).toBe(41_000)
  await store.destroy()
})
