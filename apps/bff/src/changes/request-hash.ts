import { createHash } from 'node:crypto'
import type { ChangeRow } from './journal.ts'

type Asked = Pick<ChangeRow, 'installation' | 'user_name' | 'operation' | 'method' | 'path'> & {
  readonly body: unknown
}

/** SHA-256 in hex. A body that gives the recorded hash is the one that was sent, which itself is never stored. */
export function hashRequest(asked: Asked): string {
  const { installation, user_name, operation, method, path, body } = asked
  const text = JSON.stringify([installation, user_name, operation, method, path, body ?? null])
  return createHash('sha256').update(text).digest('hex')
}
