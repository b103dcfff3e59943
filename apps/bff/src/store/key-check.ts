// Which key sealed this database: with another one every credential would look damaged and every record forged.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Store } from './open.ts'

const NAME = 'key_check'

const checkOf = (key: Buffer): Buffer =>
  createHmac('sha256', key).update('ece-console key check').digest()

/** The first key that comes is the database's. Rejects with the store's error. */
export async function isKeyOf(store: Store, key: Buffer): Promise<boolean> {
  const check = checkOf(key)
  await store
    .insertInto('meta')
    .values({ name: NAME, value: check.toString('base64') })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const { value } = await store
    .selectFrom('meta')
    .select('value')
    .where('name', '=', NAME)
    .executeTakeFirstOrThrow()
  const stored = Buffer.from(value, 'base64')
  return stored.length === check.length && timingSafeEqual(stored, check)
}

export async function replaceKey(store: Store, key: Buffer): Promise<void> {
  await store
    .updateTable('meta')
    .set({ value: checkOf(key).toString('base64') })
    .where('name', '=', NAME)
    .execute()
}
