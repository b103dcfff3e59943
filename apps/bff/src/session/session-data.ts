import { z } from 'zod'

/** What express-session keeps: who signed in where. No credential, and nothing that a request could choose. */
export const SessionData = z.looseObject({
  installations: z
    .record(z.string(), z.object({ user_name: z.string(), auth: z.enum(['password', 'api_key']) }))
    .optional(),
})
export type SessionInstallations = NonNullable<z.infer<typeof SessionData>['installations']>

declare module 'express-session' {
  interface SessionData {
    installations: SessionInstallations
  }
}
