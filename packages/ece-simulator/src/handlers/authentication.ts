// Signing in and out, and API keys of one's own (ece-behaviour 2.2, 2.5).
import type { ApiKey } from '../api-keys.ts'
import type { ServerContext, ServerHandler } from '../answer.ts'
import { Failure, type Generation, type Reply } from '../context.ts'
import type { IssuedToken } from '../tokens.ts'

const iso = (milliseconds: number) => new Date(milliseconds).toISOString()

/** The time came with 3.7; before, a client has only `expires_at` of `GET /users/auth`. */
const tokenReply = ({ token, expiresAt }: IssuedToken, generation: Generation): Reply => ({
  status: 200,
  body: generation === '3.8' ? { token, session_expiration_time: expiresAt } : { token },
})

const wireKey = ({ id, userName, description, createdAt, expiresAt }: ApiKey) => ({
  id,
  user_id: userName,
  description,
  creation_date: iso(createdAt),
  expiration_date: iso(expiresAt),
})

const keyNotFound = (id: string) =>
  new Failure(404, 'api_keys.key_not_found', `There is no API key [${id}].`)

// decodeBody has checked these members against rows.ts
const bodyOf = <Body>({ body }: ServerContext) => body as Body

export const authenticationHandlers = {
  login: (context) => {
    const { accounts, generation } = context
    const { username, password } = bodyOf<{ username: string; password: string }>(context)
    const issued = accounts.signIn(username, password)
    if (issued === undefined) {
      throw new Failure(401, 'root.unauthenticated', 'The user name or the password is wrong.')
    }
    return tokenReply(issued, generation)
  },

  refreshToken: ({ accounts, credential, generation }) => {
    if (credential.claims === undefined) {
      // An API key or Basic is no session (2.2: 401 without a valid session)
      throw new Failure(401, 'root.unauthorized', 'Only a bearer token can be refreshed.')
    }
    return tokenReply(accounts.tokens.renew(credential.claims), generation)
  },

  logout: ({ accounts, credential }) => {
    if (credential.claims !== undefined) accounts.tokens.end(credential.claims.sid)
    return { status: 200, body: {} }
  },

  methods: () => ({
    status: 200,
    body: { password: true, saml: false, openid: false, sso_methods: [] },
  }),

  getAuthenticationInfo: ({ credential: { claims, apiKey }, generation }) => {
    // 3.8 sends it for tokens only (AuthenticationInfo of the document); a key's end is in its own header
    const expires = claims === undefined ? {} : { expires_at: iso(claims.exp * 1000) }
    return {
      status: 200,
      body: {
        has_totp_device: false,
        // 2.13 requires it; 3.8 deprecates all that belongs to elevation
        ...(generation === '2.13' ? { totp_device_source: 'native' } : {}),
        has_elevated_permissions: apiKey === undefined,
        refresh_token_url: '/api/v1/users/auth/_refresh',
        ...expires,
      },
    }
  },

  getApiKeys: ({ accounts, caller }) => ({
    status: 200,
    body: { keys: accounts.keys.listOf(caller.userName).map(wireKey) },
  }),

  createApiKey: (context) => {
    const { accounts, caller, credential } = context
    const { description, expiration } = bodyOf<{ description: string; expiration?: string }>(
      context,
    )
    // Which code refuses a built-in is not established; this is the only one the document has for the call
    if (credential.account?.builtin === true) {
      throw new Failure(
        400,
        'api_keys.invalid_input',
        `The built-in user [${caller.userName}] cannot own API keys.`,
      )
    }
    if (description.trim() === '') {
      throw new Failure(400, 'api_keys.invalid_input', 'The description is empty.', [
        'body.description',
      ])
    }
    const { key, secret } = accounts.keys.create(caller.userName, description, expiration)
    return { status: 201, body: { ...wireKey(key), key: secret } }
  },

  getApiKey: ({ accounts, caller, params: { api_key_id: id = '' } }) => {
    const found = accounts.keys.listOf(caller.userName).find((key) => key.id === id)
    if (found === undefined) throw keyNotFound(id)
    return { status: 200, body: wireKey(found) }
  },

  deleteApiKey: ({ accounts, caller, params: { api_key_id: id = '' } }) => {
    if (!accounts.keys.delete(caller.userName, id)) throw keyNotFound(id)
    return { status: 200, body: {} }
  },

  deleteApiKeys: (context) => {
    const { accounts, caller } = context
    // The document has no 404 here: what is gone already is no reason to refuse the rest
    for (const id of bodyOf<{ keys: string[] }>(context).keys) {
      accounts.keys.delete(caller.userName, id)
    }
    return { status: 200, body: {} }
  },
} satisfies Readonly<Record<string, ServerHandler>>
