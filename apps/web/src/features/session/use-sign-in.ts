import { useState } from 'react'
import { ApiError } from '../../api/api-error.ts'
import { bff } from '../../api/client.ts'
import { sessionStarted } from '../../api/session-store.ts'
import { explainRefusal } from './sign-in-words.ts'
import type { SignIn } from '@ece/api-types/bff'
import type { Refusal, SignInMethod } from './sign-in-words.ts'

export interface Failure extends Refusal {
  readonly error: Error
  readonly code: string
}

/**
 * Sends a sign-in once at a time. `signIn` answers whether it worked; what did not is in `failure`, until another
 * installation is chosen: what was typed stays for it, what this one said does not.
 */
export function useSignIn(installation: string) {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const [chosen, setChosen] = useState(installation)
  if (chosen !== installation) {
    setChosen(installation)
    setFailure(undefined)
  }

  const signIn = async (body: SignIn): Promise<boolean> => {
    if (isBusy) return false
    setBusy(true)
    setFailure(undefined)
    try {
      const { installations } = await bff.signIn(body)
      sessionStarted(installations)
      return true
    } catch (error) {
      const method: SignInMethod = 'api_key' in body ? 'api_key' : 'password'
      const known = error instanceof ApiError ? error : new ApiError(0, [])
      setFailure({ ...explainRefusal(known, method), error: known, code: known.code })
      return false
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, failure, signIn }
}
