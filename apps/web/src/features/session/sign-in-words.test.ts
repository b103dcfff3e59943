import { expect, it } from 'vitest'
import { ApiError } from '../../api/api-error.ts'
import { explainRefusal } from './sign-in-words.ts'

const refusal = (status: number, code: string, message = '', retryAfter?: number) =>
  explainRefusal(new ApiError(status, [{ code, message }], { retryAfter }), 'password')

it('a wrong password is said plainly, and which field to correct', () => {
  expect(refusal(401, 'root.unauthorized.invalid_credentials', 'nope')).toMatchObject({
    title: 'Wrong user name or password',
    isCredential: true,
  })
  const key = explainRefusal(
    new ApiError(401, [{ code: 'root.unauthorized', message: '' }]),
    'api_key',
  )
  expect(key.title).toBe('This API key is not valid')
})

it.each([
  [45, 'You can try again in 45 seconds.'],
  [540, 'You can try again in 9 minutes.'],
  [undefined, 'Wait a few minutes before you try again.'],
])('after too many attempts it says how long to wait (%s s)', (wait, text) => {
  expect(refusal(429, 'console.too_many_attempts', 'x', wait).text).toBe(text)
})

it.each([
  'console.ece_unreachable',
  'console.ece_certificate',
  'console.not_an_ece',
  'console.no_answer',
])('%s has its own title and the server’s own words, which name the cure', (code) => {
  const { title, text, isCredential } = refusal(502, code, 'Set ECE_CA_FILE.')
  expect(title).not.toBe('Signing in did not work')
  expect(text).toBe('Set ECE_CA_FILE.')
  expect(isCredential).toBe(false)
})

it('an unknown refusal still has words', () => {
  expect(refusal(500, 'console.internal', 'Something broke.')).toMatchObject({
    title: 'Signing in did not work',
    text: 'Something broke.',
  })
})
