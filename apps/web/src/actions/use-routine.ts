// Routine verbs need no dialog: one click, and a toast says how it ended.
import { useCallback } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { useOpenChange } from '../domain/change-link.tsx'
import { toast } from '../ui/toast.tsx'
import { type Action, initialValues } from './action.ts'
import { type Outcome, OUTCOME_TITLES } from './outcome.ts'
import { readAgain } from './read-again.ts'
import { sendChange } from './send-change.ts'

/** A refusal that came before the record leaves nothing to look at. */
const isRecorded = ({ keepsKey, error }: Outcome) =>
  !keepsKey && error?.code !== 'console.seen_version_changed'

/** Runs a routine verb with the API's defaults. */
export function useRoutine(): (action: Action) => Promise<void> {
  const client = useQueryClient()
  const openChange = useOpenChange()
  return useCallback(
    async (action) => {
      const key = crypto.randomUUID()
      const result = await sendChange({ action, values: initialValues(action.options), key })
      readAgain(client)
      if (result === 'session')
        return toast(`${action.label}: not sent, your session has ended`, 'info')
      const details = openChange && { label: 'Details', onSelect: () => openChange(key) }
      if (result.word === 'accepted' || result.word === 'found') {
        return toast(action.done, 'ok', details)
      }
      const why = result.error === undefined ? '' : `. ${result.error.message}`
      return toast(
        `${action.label}: ${OUTCOME_TITLES[result.word]}${why}`,
        'info',
        isRecorded(result) ? details : undefined,
      )
    },
    [client, openChange],
  )
}
