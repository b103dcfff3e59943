import type { z } from '@ece/api-types'

/** The least that a schema takes: what an ECE with nothing to say would answer. */
export function leastAnswer(schema: z.core.$ZodType): unknown {
  // `def.type` tells schemas apart, as in projection-fields.ts
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(def.shape)
          .filter(([, field]) => field._zod.optin !== 'optional')
          .map(([name, field]) => [name, leastAnswer(field)]),
      )
    case 'array':
      return []
    case 'number':
      return 1
    case 'boolean':
      return true
    default:
      return 'text'
  }
}
