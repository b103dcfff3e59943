// API keys of the simulator's users (ece-behaviour 2.5).
import { createHash, randomBytes } from 'node:crypto'
import { type Clock, Failure } from './context.ts'

export interface ApiKey {
  readonly id: string
  readonly userName: string
  readonly description: string
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly expiresAt: number
}

export interface ApiKeys {
  /** The secret is told here and never again. */
  create(
    userName: string,
    description: string,
    expiration: string | undefined,
  ): { key: ApiKey; secret: string }
  /** Newest last. Expired keys stay listed until they are deleted. */
  listOf(userName: string): readonly ApiKey[]
  delete(userName: string, id: string): boolean
  /** `undefined`: unknown or expired. */
  find(secret: string): ApiKey | undefined
}

const HOUR = 3_600_000
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: HOUR,
  d: 24 * HOUR,
}
/** "3 months" of the 3.x manual; the vendor's own console sends 92 days. */
const DEFAULT_LIFE = 92 * 24 * HOUR

function lifeOf(expiration: string | undefined): number {
  if (expiration === undefined) return DEFAULT_LIFE
  const [, amount, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(expiration.trim()) ?? []
  const factor = unit === undefined ? undefined : UNITS[unit]
  if (amount === undefined || factor === undefined || Number(amount) === 0) {
    throw new Failure(
      400,
      'api_keys.invalid_input',
      `The expiration [${expiration}] is no duration such as 92d or 3h.`,
      ['body.expiration'],
    )
  }
  return Number(amount) * factor
}

const hash = (secret: string) => createHash('sha256').update(secret).digest('hex')

export function createApiKeys(clock: Clock): ApiKeys {
  const bySecret = new Map<string, ApiKey>()
  return {
    create: (userName, description, expiration) => {
      const now = clock.now()
      const id = randomBytes(10).toString('base64url')
      // The format of a real key is not established; clients must not look inside
      const secret = Buffer.from(`${id}:${randomBytes(16).toString('base64url')}`).toString(
        'base64',
      )
      const expiresAt = now + lifeOf(expiration)
      const key = { id, userName, description, createdAt: now, expiresAt }
      bySecret.set(hash(secret), key)
      return { key, secret }
    },
    listOf: (userName) => [...bySecret.values()].filter((key) => key.userName === userName),
    delete: (userName, id) => {
      const entry = [...bySecret].find(([, key]) => key.userName === userName && key.id === id)
      return entry !== undefined && bySecret.delete(entry[0])
    },
    find: (secret) => {
      const key = bySecret.get(hash(secret))
      return key !== undefined && key.expiresAt > clock.now() ? key : undefined
    },
  }
}
