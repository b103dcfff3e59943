import { createHmac, hkdfSync } from 'node:crypto'

/** One key per purpose, so that what one of them reveals says nothing about the others. */
export interface Keys {
  /** Signs the session cookie. */
  readonly cookie: string
  /** Seals credentials. */
  readonly credentials: Buffer
  /** Hashes account names of failed sign-ins: people type passwords into the name field. */
  readonly accounts: Buffer
  /** Names credentials in the audit log without showing them. */
  readonly fingerprints: Buffer
}

export function deriveKeys(key: Buffer): Keys {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', key, '', `ece-console/${purpose}`, 32))
  return {
    cookie: derive('cookie').toString('base64'),
    credentials: derive('credentials'),
    accounts: derive('accounts'),
    fingerprints: derive('fingerprints'),
  }
}

/** 12 hex digits: the same for the same token or API key. */
export const fingerprintOf = (
  secret: string,
  { fingerprints }: Pick<Keys, 'fingerprints'>,
): string => createHmac('sha256', fingerprints).update(secret).digest('hex').slice(0, 12)
