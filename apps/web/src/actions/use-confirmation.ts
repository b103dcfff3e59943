// The state of one open confirmation: what was filled in, the fresh read of the target, and the way of the change.
import { useEffect, useRef, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { currentInstallation } from '../api/installation.ts'
import { isOpenChange, qChange } from '../api/changes.ts'
import { useLive } from '../api/live.ts'
import { q } from '../api/q.ts'
import { now } from '../lib/clock.ts'
import { isGone, readProblem } from '../lib/problem.ts'
import { clip } from '../lib/text.ts'
import { toast } from '../ui/toast.tsx'
import { useOpenChange } from '../domain/change-link.tsx'
import {
  type Action,
  initialValues,
  isTyped,
  type OptionValues,
  problemOf,
  textToType,
} from './action.ts'
import { type Outcome, outcomeOfChange, OUTCOME_TITLES } from './outcome.ts'
import { readAgain } from './read-again.ts'
import { askByKey, sendChange, type SendResult } from './send-change.ts'
import { forgetUnfinished, readUnfinished, rememberUnfinished } from './unfinished.ts'

/** The verb cannot be built any more from the fresh object. */
const GONE = 'It no longer applies: what it was for has ended or is gone.'
/** As in headings. */
const MAX_NAME = 60

export type Phase = 'filling' | 'asking' | 'sending' | 'ended'

const isStillOpen = (outcome: Outcome | undefined): boolean =>
  outcome !== undefined && outcome.word === 'unknown' && outcome.isConcluded === false

const succeeded = (result: SendResult): boolean =>
  result !== 'session' && (result.word === 'accepted' || result.word === 'found')

/** The target as ECE has it now, and whether it is still what the dialog was opened on. */
function useFreshTarget(opened: Action, isFrozen: boolean) {
  const [openedAt] = useState(() => Date.now())
  const client = useQueryClient()
  const query = q(opened.target.reread.operation, opened.target.reread.input)
  const { data, error, age } = useLive(
    { ...query, refetchOnMount: 'always' },
    // as long as somebody is about to press the button, two seconds are old
    { changing: () => true },
  )
  const updatedAt = client.getQueryState(query.queryKey)?.dataUpdatedAt ?? 0
  const isFresh = updatedAt >= openedAt
  const rebuilt = data === undefined ? undefined : opened.target.reread.rebuild(data)
  const isDeleted = error !== null && isGone(readProblem(error))
  const hasEnded = isFresh && data !== undefined && rebuilt === undefined
  const live = rebuilt ?? opened
  // while it is being sent, the plan that the change itself starts is no news
  const [frozen, setFrozen] = useState<Action>()
  if (isFrozen && frozen === undefined) setFrozen(live)
  if (!isFrozen && frozen !== undefined) setFrozen(undefined)
  const current = frozen ?? live
  return {
    current,
    isFresh,
    error,
    age,
    /** Why there is nothing left to confirm. */
    whyGone: isFrozen
      ? undefined
      : isDeleted
        ? `ECE does not have ${clip(opened.target.name, MAX_NAME)} any more: it was deleted. Nothing is sent.`
        : hasEnded
          ? GONE
          : undefined,
    hasMoved: isFresh && current.target.seen !== opened.target.seen,
  }
}

/**
 * The record of changes goes on finding out what became of an unknown outcome; so does whoever waits for it here, also
 * while the console itself is away.
 */
function useFollowed<Told extends SendResult | undefined>(key: string, told: Told): Told | Outcome {
  const isUnknown = told !== undefined && told !== 'session' && told.word === 'unknown'
  const { data } = useLive(qChange(key), { enabled: isUnknown, changing: isOpenChange })
  return (isUnknown && data !== undefined ? outcomeOfChange(data) : undefined) ?? told
}

export function useConfirmation(opened: Action, onClose: () => void) {
  const client = useQueryClient()
  const place = `${currentInstallation().id}/${opened.target.id}/${opened.key}`
  const [key, setKey] = useState(() => crypto.randomUUID())
  const [earlier] = useState(() => readUnfinished(place))
  const [phase, setPhase] = useState<Phase>(earlier === undefined ? 'filling' : 'asking')
  const [told, setResult] = useState<SendResult>()
  const result = useFollowed(key, told)
  const [earlierTold, setEarlierOutcome] = useState<Outcome>()
  const earlierOutcome = useFollowed(earlier?.key ?? key, earlierTold)
  const openChange = useOpenChange()
  const [values, setValues] = useState(() => initialValues(opened.options))
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState('')
  const [ticket, setTicket] = useState('')
  const isBusy = useRef(false)
  const isOpen = useRef(true)
  const fresh = useFreshTarget(opened, phase === 'sending')
  const { current } = fresh

  // talks to the console's record of changes: a reload interrupted this very verb
  useEffect(() => {
    if (earlier === undefined) return
    void askByKey(earlier.key).then((outcome) => {
      forgetUnfinished(place)
      if (!isOpen.current) return
      setEarlierOutcome(outcome)
      setPhase('filling')
    })
  }, [earlier, place])
  // notes the unmount for work that outlives it
  useEffect(() => {
    isOpen.current = true
    return () => {
      isOpen.current = false
    }
  }, [])

  const danger = current.danger(values)
  const wanted = danger === 'destroys' ? textToType(current.target) : undefined
  const word = result === undefined || result === 'session' ? undefined : result.word
  const isUnknown = word === 'unknown'

  function whyNot(): string | undefined {
    if (fresh.whyGone !== undefined) return fresh.whyGone
    if (current.disabledReason !== undefined) return current.disabledReason
    if (phase === 'asking') return 'Asking what became of the earlier request…'
    if (isUnknown) return 'It may have happened. Look at the activity before trying again.'
    if (word === 'found') return 'It did happen: there is nothing left to send.'
    if (isStillOpen(earlierOutcome)) {
      return 'What became of your earlier request is not known yet: wait until it is.'
    }
    if (!fresh.isFresh) {
      return fresh.error === null
        ? 'Reading its present state…'
        : `Its present state cannot be read: ${fresh.error.message}`
    }
    if (wanted !== undefined && !isTyped(typed, wanted)) return `Type ${wanted} to confirm.`
    return current.options.map((option) => problemOf(option, values)).find(Boolean)
  }
  const disabledReason = phase === 'sending' ? undefined : whyNot()

  function finish(next: SendResult, sent: string) {
    isBusy.current = false
    if (next !== 'session' && (next.word !== 'unknown' || next.error?.status !== 401)) {
      forgetUnfinished(place)
    }
    readAgain(client)
    const details = openChange && { label: 'Details', onSelect: () => openChange(sent) }
    if (succeeded(next)) {
      toast(current.done, 'ok', details)
      const warnings = next === 'session' ? [] : next.warnings
      for (const warning of warnings) toast(`ECE warns: ${warning}`, 'info')
      if (isOpen.current) onClose()
      return
    }
    // the dialog was closed while it was being sent: the outcome must not get lost
    if (!isOpen.current) {
      const words =
        next === 'session' ? 'not sent, your session has ended' : OUTCOME_TITLES[next.word]
      toast(`${current.label}: ${words}`, 'info', next === 'session' ? undefined : details)
      return
    }
    // it is another thing now that is to be confirmed
    if (next !== 'session' && next.error?.code === 'console.seen_version_changed') setTyped('')
    setResult(next)
    setPhase('ended')
    // a recorded outcome would only be replayed under the same key
    if (next !== 'session' && !next.keepsKey && next.word !== 'unknown') setKey(crypto.randomUUID())
  }

  const begin = (work: Promise<SendResult>, sent: string) => {
    setResult(undefined)
    setPhase('sending')
    void (async () => finish(await work, sent))()
  }

  return {
    ...fresh,
    danger,
    isUnknown,
    wanted,
    values,
    setValue: (name: string, value: OptionValues[string]) =>
      setValues({ ...values, [name]: value }),
    typed,
    setTyped,
    reason,
    setReason,
    ticket,
    setTicket,
    phase,
    result,
    /** Key of what was asked last, while its outcome is not known or was found out afterwards. */
    changeId: told !== undefined && told !== 'session' && told.word === 'unknown' ? key : undefined,
    earlier,
    earlierOutcome,
    disabledReason,
    isDirty: typed !== '' || reason !== '' || ticket !== '',
    press: () => {
      // two clicks within one frame see the same state; only the ref tells them apart
      if (isBusy.current || disabledReason !== undefined || phase === 'sending') return
      isBusy.current = true
      // no trace was found of the one before: this is a change of its own
      const mine = word === 'no_trace' ? crypto.randomUUID() : key
      setKey(mine)
      rememberUnfinished(place, { key: mine, sentAt: now() })
      const confirm = wanted === undefined ? 'button' : 'typed'
      begin(sendChange({ action: current, values, key: mine, reason, ticket, confirm }), mine)
    },
    askAgain: () => {
      if (isBusy.current) return
      isBusy.current = true
      begin(askByKey(key), key)
    },
  }
}

export type Confirmation = ReturnType<typeof useConfirmation>
