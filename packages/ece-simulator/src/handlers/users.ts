// Who there is (ece-behaviour 2.6).
import type { Account } from '../accounts.ts'
import type { ServerHandler } from '../answer.ts'
import { Failure } from '../context.ts'

const iso = (milliseconds: number) => new Date(milliseconds).toISOString()

const wireUser = (account: Account) => ({
  user_name: account.userName,
  builtin: account.builtin,
  ...(account.fullName === undefined ? {} : { full_name: account.fullName }),
  ...(account.email === undefined ? {} : { email: account.email }),
  security: {
    roles: account.roles,
    permissions: account.permissions,
    enabled: true,
    elevated_permissions: { enabled: true },
    security_realm: { type: 'native', id: 'native' },
  },
  metadata: {
    created_at: iso(account.createdAt),
    ...(account.lastLoginAt === undefined ? {} : { last_login_at: iso(account.lastLoginAt) }),
  },
})

const notFound = (userName: string) =>
  new Failure(404, 'user.not_found', `There is no user [${userName}].`)

export const userHandlers = {
  getCurrentUser: ({ credential: { account } }) => {
    if (account === undefined) throw notFound('')
    return { status: 200, body: wireUser(account) }
  },

  getUsers: ({ accounts }) => ({ status: 200, body: { users: accounts.list.map(wireUser) } }),

  getUser: ({ accounts, params: { user_name: userName = '' } }) => {
    const account = accounts.get(userName)
    if (account === undefined) throw notFound(userName)
    return { status: 200, body: wireUser(account) }
  },
} satisfies Readonly<Record<string, ServerHandler>>
