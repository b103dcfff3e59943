// What an operator's sign-in to one installation consists of. It leaves this folder only as an `Authorization` header.
import type { SignedInUser } from '@ece/api-types/bff'
import { z } from 'zod'
import type { CredentialTable } from '../store/schema.ts'
import { open, seal } from './seal.ts'

const User = z.object({
  user_name: z.string(),
  roles: z.array(z.string()),
  permissions: z.array(z.string()),
  auth: z.enum(['password', 'api_key']),
  expires_at: z.string().optional(),
  ece_version: z.string().optional(),
})

const Credential = z.object({
  /** The JWT or the API key. */
  secret: z.string(),
  user: User,
  /** Our clock, ms. */
  obtained_at: z.number(),
  /** How long the token lives from then on, ms; absent when ECE does not say, and for API keys. */
  life: z.number().optional(),
  /** When name, roles and version were last read, ms. */
  profile_at: z.number(),
})

export interface Credential extends Omit<z.infer<typeof Credential>, 'user' | 'life'> {
  readonly user: SignedInUser
  readonly life?: number
}

/** A credential as it is stored: the row's columns that are not sealed, and what was inside. */
export interface StoredCredential {
  readonly sessionKey: string
  readonly installation: string
  readonly generation: number
  readonly signedInAt: number
  readonly credential: Credential
}

/** Value of the `Authorization` header (ece-behaviour 2.1). */
export const authorizationOf = ({ user, secret }: Credential): string =>
  `${user.auth === 'api_key' ? 'ApiKey' : 'Bearer'} ${secret}`

const context = (sessionKey: string, installation: string) => [
  'credential',
  sessionKey,
  installation,
]

export const sealCredential = (
  key: Buffer,
  sessionKey: string,
  installation: string,
  credential: Credential,
): string => seal(key, JSON.stringify(credential), context(sessionKey, installation))

/** Undefined when the record was tampered with or belongs elsewhere. */
export function openCredential(key: Buffer, row: CredentialTable): StoredCredential | undefined {
  const { session_key: sessionKey, installation } = row
  const text = open(key, row.sealed, context(sessionKey, installation))
  if (text === undefined) return undefined
  // sealed by us: the seal proves the shape, the schema only types it
  const credential = Credential.parse(JSON.parse(text)) as Credential
  return {
    sessionKey,
    installation,
    generation: row.generation,
    signedInAt: row.signed_in_at,
    credential,
  }
}
