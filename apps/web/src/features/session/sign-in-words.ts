// What a refused sign-in says to the person at the keyboard: one sentence and the next step.
import { plural } from '../../lib/text.ts'
import type { ApiError } from '../../api/api-error.ts'

export type SignInMethod = 'password' | 'api_key'

export interface Refusal {
  readonly title: string
  readonly text: string
  /** The credential itself was refused, so the field gets the focus and the mark. */
  readonly isCredential: boolean
  /** Seconds until another try makes sense. */
  readonly wait: number | undefined
}

const minutes = (seconds: number) =>
  seconds < 90 ? plural(seconds, 'second') : plural(Math.ceil(seconds / 60), 'minute')

const TITLES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'console.ece_unreachable': 'The platform cannot be reached',
    'console.ece_certificate': 'The platform’s certificate is not trusted',
    'console.not_an_ece': 'There is no ECE at the configured address',
    'console.ece_timeout': 'The platform did not answer in time',
    'console.no_answer': 'The console does not answer',
    'console.unknown_installation': 'This installation is not configured',
    'console.csrf': 'The console refused this page’s request',
    'console.unavailable': 'The console cannot sign anybody in right now',
  }),
)

/** Explains why signing in failed. Messages of the console name the cause and the cure, so they are shown as they are. */
export function explainRefusal(error: ApiError, method: SignInMethod): Refusal {
  if (error.code === 'console.too_many_attempts') {
    const wait = error.retryAfter
    return {
      title: 'Too many failed attempts',
      text:
        wait === undefined
          ? 'Wait a few minutes before you try again.'
          : `You can try again in ${minutes(wait)}.`,
      isCredential: false,
      wait,
    }
  }
  if (error.status === 401) {
    return {
      title: method === 'password' ? 'Wrong user name or password' : 'This API key is not valid',
      text:
        method === 'password'
          ? 'The platform did not accept them. Check Caps Lock and the installation.'
          : 'The platform did not accept it. It may have been revoked or belong to another installation.',
      isCredential: true,
      wait: undefined,
    }
  }
  return {
    title: TITLES.get(error.code) ?? 'Signing in did not work',
    text: error.message,
    isCredential: false,
    wait: undefined,
  }
}
