import { hkdfSync } from 'node:crypto'

/** One key per purpose, so that what one of them reveals says nothing about the others. */
export interface Keys {
  /** Signs the session cookie. */
  readonly cookie: string
  /** Seals credentials. */
  readonly credentials: Buffer
  /** Hashes account names of failed sign-ins: people type passwords into the name field. */
  readonly accounts: Buffer
}

export function deriveKeys(key: Buffer): Keys {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', key, '', `ece-console/${purpose}`, 32))
  return {
    cookie: derive('cookie').toString('base64'),
    credentials: derive('credentials'),
    accounts: derive('accounts'),
  }
}
