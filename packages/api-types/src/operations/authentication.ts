// Rows of the vendor's tag Authentication. Their answers carry tokens or are meant for the server: the browser has no route to them.
import { defineOperations, operation } from '../operation.ts'
import { z } from '../zod.ts'
import { opt } from './plan-shapes.ts'

/** `session_expiration_time` (ISO 8601 UTC) is sent since 3.7. */
export const TokenResponse = z.object({
  token: z.string().check(z.minLength(1)),
  session_expiration_time: opt(z.string()),
})

export const authentication = defineOperations({
  login: operation({
    method: 'POST',
    path: '/users/auth/_login',
    summary: 'Sign in with user name and password',
    // login_state is never sent: with it ECE answers a redirect that carries the token in its URL
    body: z.strictObject({ username: z.string(), password: z.string() }),
    response: TokenResponse,
    travel: 'server',
  }),
  refreshToken: operation({
    method: 'POST',
    path: '/users/auth/_refresh',
    summary: 'Exchange a valid token for a fresh one',
    response: TokenResponse,
    travel: 'server',
  }),
  logout: operation({
    method: 'POST',
    path: '/users/auth/_logout',
    summary: 'End the token',
    response: z.object({}),
    travel: 'server',
  }),
  methods: operation({
    method: 'GET',
    path: '/users/auth/methods',
    summary: 'Ways to sign in',
    response: z.object({
      password: z.boolean(),
      saml: opt(z.boolean()),
      sso_methods: opt(
        z.array(z.object({ sso_type: z.string(), name: z.string(), url: z.string() })),
      ),
    }),
    travel: 'server',
    timeout: 5,
  }),
  getAuthenticationInfo: operation({
    method: 'GET',
    path: '/users/auth',
    summary: 'State of the present authentication',
    response: z.object({ expires_at: opt(z.string()) }),
    travel: 'server',
    timeout: 10,
  }),
})
