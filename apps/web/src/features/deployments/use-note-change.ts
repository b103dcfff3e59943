// Sends one change of a comment. Comments need no confirmation, but they end in the same words as every change.
import { useRef, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { AnyInput, Operation } from '@ece/api-types'
import { askByKey, sendChange, type SendResult } from '../../actions/send-change.ts'
import { toast } from '../../ui/toast.tsx'

interface Change {
  readonly operation: Operation
  readonly input: AnyInput
  /** The `Idempotency-Key`. */
  readonly key: string
  /** The toast when it was done. */
  readonly done: string
  readonly onDone: () => void
  /** The key has been used up: another try needs another one. */
  readonly onSpent?: () => void
}

export function useNoteChange() {
  const client = useQueryClient()
  const isBusy = useRef(false)
  const [isSending, setSending] = useState(false)
  const [result, setResult] = useState<SendResult>()

  async function run({ done, onDone, onSpent }: Change, work: Promise<SendResult>) {
    const next = await work
    isBusy.current = false
    setSending(false)
    void client.invalidateQueries()
    if (next !== 'session' && (next.word === 'accepted' || next.word === 'found')) {
      setResult(undefined)
      onDone()
      toast(done)
      return
    }
    setResult(next)
    if (next !== 'session' && !next.keepsKey && next.word !== 'unknown') onSpent?.()
  }

  const begin = (change: Change, work: () => Promise<SendResult>) => {
    // two presses within one frame see the same state; only the ref tells them apart
    if (isBusy.current) return
    isBusy.current = true
    setSending(true)
    setResult(undefined)
    void run(change, work())
  }

  return {
    isSending,
    /** How the last try ended, unless it succeeded. */
    result,
    send: (change: Change) =>
      begin(change, () => {
        const { operation, input, key } = change
        return sendChange({ action: { operation, toInput: () => input }, values: {}, key })
      }),
    askAgain: (change: Change) => begin(change, () => askByKey(change.key)),
  }
}
