// Who may sign in, and who is behind an `Authorization` header (ece-behaviour 2).
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Role } from '@ece/api-types'
import { type ApiKey, type ApiKeys, createApiKeys } from './api-keys.ts'
import { type Caller, type Clock, Failure, type Generation } from './context.ts'
import { permissionsOf } from './permissions.ts'
import { type Claims, createTokens, type IssuedToken, type Tokens } from './tokens.ts'

export interface Account {
  readonly userName: string
  readonly roles: readonly Role[]
  readonly permissions: readonly string[]
  /** Built-ins live outside the security deployment: Basic works for them, API keys do not. */
  readonly builtin: boolean
  readonly fullName?: string
  readonly email?: string
  /** Epoch milliseconds. */
  readonly createdAt: number
  lastLoginAt?: number
}

/** How a call was signed; `claims` and `apiKey` are there for their own kind only. */
export interface Credential {
  readonly caller: Caller
  readonly account?: Account
  readonly claims?: Claims
  readonly apiKey?: ApiKey
}

export interface Accounts {
  readonly list: readonly Account[]
  readonly keys: ApiKeys
  readonly tokens: Tokens
  get(userName: string): Account | undefined
  /** `undefined` for an unknown user and for a wrong password alike. */
  signIn(userName: string, password: string): IssuedToken | undefined
  /** Throws the 401 that ECE would answer. */
  authenticate(authorization: string | undefined): Credential
}

const DAY = 86_400_000
const ACCOUNT_AGE = 300 * DAY

const USERS = [
  { userName: 'admin', role: 'ece_platform_admin', builtin: true },
  { userName: 'readonly', role: 'ece_platform_viewer', builtin: true },
  {
    userName: 'manager',
    role: 'ece_deployment_manager',
    builtin: false,
    fullName: 'Mika Manager',
    email: 'manager@example.org',
  },
  {
    userName: 'viewer',
    role: 'ece_deployment_viewer',
    builtin: false,
    fullName: 'Vera Viewer',
    email: 'viewer@example.org',
  },
] as const

/** The users' names, one per role. */
export const USER_NAMES = USERS.map(({ userName }) => userName)

/** 24 letters and digits. */
export const generatePassword = () => randomBytes(18).toString('base64url').replace(/[-_]/g, 'x')

export const NOBODY: Credential = {
  caller: { userName: '', roles: [], permissions: [], via: 'basic' },
}

const digest = (text: string) => createHash('sha256').update(text).digest()

// A call without usable credentials has not said who it is (root.unauthenticated, as for a wrong password); a token
// or key that was said but does not hold is root.unauthorized, the code the document gives for `refresh-token`.
const unauthenticated = (message: string) => new Failure(401, 'root.unauthenticated', message)
const unauthorized = (message: string) => new Failure(401, 'root.unauthorized', message)

export interface AccountOptions {
  readonly clock: Clock
  readonly generation: Generation
  /** Of every user. */
  readonly password: string
  /** Seconds a token lives. */
  readonly tokenLife: number
}

export function createAccounts({
  clock,
  generation,
  password,
  tokenLife,
}: AccountOptions): Accounts {
  const tokens = createTokens(clock, tokenLife)
  const keys = createApiKeys(clock)
  const expected = digest(password)
  const list: Account[] = USERS.map(({ role, ...user }) => ({
    ...user,
    roles: [role],
    permissions: permissionsOf([role], generation),
    createdAt: clock.now() - ACCOUNT_AGE,
  }))
  const byName = new Map(list.map((account) => [account.userName, account]))

  const credential = (
    userName: string,
    via: Caller['via'],
    extra: Pick<Credential, 'claims' | 'apiKey'> = {},
  ): Credential => {
    const account = byName.get(userName)
    if (account === undefined) throw unauthorized('The user of this credential no longer exists.')
    const { roles, permissions } = account
    return { caller: { userName, roles, permissions, via }, account, ...extra }
  }

  const accepts = (userName: string, given: string) =>
    timingSafeEqual(digest(given), expected) && byName.has(userName)

  const fromBasic = (encoded: string): Credential => {
    const [userName = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':')
    // Real behaviour in RBAC versions is not established (2.1): the built-ins only
    if (accepts(userName, rest.join(':')) && byName.get(userName)?.builtin === true) {
      return credential(userName, 'basic')
    }
    throw unauthenticated('The user name or the password is wrong.')
  }

  return {
    list,
    keys,
    tokens,
    get: (userName) => byName.get(userName),
    signIn: (userName, given) => {
      const account = byName.get(userName)
      if (!accepts(userName, given) || account === undefined) return undefined
      account.lastLoginAt = clock.now()
      return tokens.issue(userName)
    },
    authenticate: (authorization) => {
      const [, scheme, value] = /^(\w+)\s+(\S+)\s*$/.exec(authorization ?? '') ?? []
      if (scheme === undefined || value === undefined) {
        throw unauthenticated('The request carries no credentials.')
      }
      switch (scheme.toLowerCase()) {
        case 'bearer': {
          const claims = tokens.verify(value)
          if (claims === undefined) throw unauthorized('The token is not valid or has expired.')
          return credential(claims.sub, 'bearer', { claims })
        }
        case 'apikey': {
          const apiKey = keys.find(value)
          if (apiKey === undefined) throw unauthorized('The API key is not valid or has expired.')
          return credential(apiKey.userName, 'api_key', { apiKey })
        }
        case 'basic':
          return fromBasic(value)
        default:
          throw unauthenticated(`The authentication scheme [${scheme}] is not supported.`)
      }
    },
  }
}
