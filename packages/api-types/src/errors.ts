// The vendor's error body is the only one: ECE, the simulator and the console's own server all answer with it.
import { z } from './zod.ts'

/** One reason of a refusal. `code` is stable, `message` is for people, `fields` are paths into the request. */
export const ErrorItem = z.object({
  code: z.string(),
  message: z.string(),
  fields: z.nullish(z.array(z.string())),
})
export type ErrorItem = z.infer<typeof ErrorItem>

/** `BasicFailedReply` of the vendor's document. */
export const ErrorBody = z.object({ errors: z.array(ErrorItem).check(z.minLength(1)) })
export type ErrorBody = z.infer<typeof ErrorBody>

/** Codes of the console's own server, with the HTTP status each one travels under. */
export const CONSOLE_ERRORS = {
  'console.bad_target': 400,
  'console.bad_request': 400,
  'console.idempotency_key_required': 400,
  'console.reason_required': 400,
  'console.no_session': 401,
  'console.session_expired': 401,
  'console.csrf': 403,
  'console.forbidden': 403,
  'console.not_found': 404,
  'console.unknown_installation': 404,
  'console.seen_version_changed': 409,
  'console.change_in_progress': 409,
  'console.target_busy': 409,
  'console.job_not_in_state': 409,
  'console.body_too_large': 413,
  'console.not_json': 415,
  'console.idempotency_key_reused': 422,
  'console.too_many_attempts': 429,
  'console.too_many_requests': 429,
  'console.internal': 500,
  'console.not_on_this_version': 501,
  'console.contract_mismatch': 502,
  'console.bad_answer': 502,
  'console.ece_unreachable': 502,
  'console.ece_certificate': 502,
  'console.not_an_ece': 502,
  'console.outcome_unknown': 502,
  'console.answer_too_large': 502,
  'console.unavailable': 503,
  'console.audit_unavailable': 503,
  'console.ece_timeout': 504,
} as const
export type ConsoleErrorCode = keyof typeof CONSOLE_ERRORS
