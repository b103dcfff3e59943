// Rows of the vendor's tag Users.
import { defineOperations, operation } from '../operation.ts'
import { z } from '../zod.ts'
import { opt } from './plan-shapes.ts'

export const users = defineOperations({
  getCurrentUser: operation({
    method: 'GET',
    path: '/user',
    summary: 'Who am I',
    response: z.object({
      user_name: z.string(),
      builtin: opt(z.boolean()),
      full_name: opt(z.string()),
      // missing for built-in users on some versions (ece-behaviour 2.6), although the document requires it
      security: opt(
        z.object({
          roles: opt(z.array(z.string())),
          permissions: opt(z.array(z.string())),
          enabled: opt(z.boolean()),
        }),
      ),
    }),
    timeout: 10,
  }),
})
