// Routine verbs need no dialog: one click, and a toast says how it ended.
import { useCallback } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { toast } from '../ui/toast.tsx'
import { type Action, initialValues } from './action.ts'
import { OUTCOME_TITLES } from './outcome.ts'
import { readAgain } from './read-again.ts'
import { sendChange } from './send-change.ts'

/** Runs a routine verb with the API's defaults. */
export function useRoutine(): (action: Action) => Promise<void> {
  const client = useQueryClient()
  return useCallback(
    async (action) => {
      const key = crypto.randomUUID()
      const result = await sendChange({ action, values: initialValues(action.options), key })
      readAgain(client)
      if (result === 'session')
        return toast(`${action.label}: not sent, your session has ended`, 'info')
      if (result.word === 'accepted' || result.word === 'found') return toast(action.done)
      const why = result.error === undefined ? '' : `. ${result.error.message}`
      return toast(`${action.label}: ${OUTCOME_TITLES[result.word]}${why}`, 'info')
    },
    [client],
  )
}
