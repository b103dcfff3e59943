// The state of one open bulk dialog: what was filled in, the fresh rows, and the way of the job.
import { useEffect, useMemo, useRef, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { Confirmed, Job, NewJob } from '@ece/api-types/bff'
import { isApiError } from '../api/api-error.ts'
import { currentInstallation, useUser } from '../api/installation.ts'
import { createJob } from '../api/jobs.ts'
import { now } from '../lib/clock.ts'
import { clip, plural } from '../lib/text.ts'
import { toast } from '../ui/toast.tsx'
import { initialValues, type Option, type OptionValues, problemOf } from './action.ts'
import {
  type BulkItem,
  type BulkRow,
  type BulkVerb,
  commonReason,
  dangerOf,
  idOfRow,
  impactOf,
  type BulkImpact,
  isUsable,
  judge,
} from './bulk.ts'
import { isRead } from './bulk-reads.ts'
import { initialSettings, problemOfSettings, toJobSettings } from './bulk-settings.ts'
import { type FreshRows, useFreshRows } from './use-fresh-rows.ts'

/** As the server's limits (bff.ts, `NewJob`). */
const MAX_NAME = 1000
const MAX_ITEMS = 10_000
const MAX_SEEN = 2048

/** An item with what happens to it; not there for what is skipped. */
export interface JudgedItem extends BulkItem {
  readonly impact?: BulkImpact
}

/** Rows as they are now; what could not be read is kept out with the reason. */
function useItems(
  verb: BulkVerb,
  rows: readonly BulkRow[],
  { reads }: FreshRows,
  values: OptionValues,
): readonly JudgedItem[] {
  const user = useUser()
  const items = useMemo(() => {
    const unread: BulkItem[] = []
    const known = rows.flatMap((row) => {
      const read = reads.get(row.deployment.id)
      if (read === undefined) return [row]
      if (isRead(read)) return [{ ...row, deployment: read }]
      unread.push({ id: idOfRow(row), name: row.deployment.name, row, skipped: read.problem })
      return []
    })
    return [...judge(verb, known, { user, version: user.ece_version }), ...unread]
  }, [verb, rows, reads, user])
  return useMemo(() => {
    const at = now()
    return items.map((item): JudgedItem =>
      isUsable(item) ? { ...item, impact: impactOf(verb, item.action, values, at) } : item,
    )
  }, [items, verb, values])
}

/** What `POST /bff/jobs` gets: exactly what the table shows as usable. */
function toJob(
  verb: BulkVerb,
  items: readonly BulkItem[],
  values: OptionValues,
  settings: Parameters<typeof toJobSettings>[0],
  { reason, ticket, confirm }: { reason: string; ticket: string; confirm: Confirmed },
): NewJob {
  const usable = items.filter(isUsable)
  const { query, body } = usable[0]?.action.toInput(values) ?? {}
  return {
    installation: currentInstallation().id,
    operation: verb.operation.name,
    ...(query === undefined ? {} : { query }),
    // the row checks it; here it is only passed on
    ...(body === undefined ? {} : { body: body as Record<string, unknown> }),
    title: verb.jobTitle,
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    ...(ticket.trim() === '' ? {} : { ticket: ticket.trim() }),
    confirm,
    items: usable.map(({ action, name }) => {
      const { seen } = action.target
      const params = Object.entries(action.toInput(values).params ?? {})
      return {
        params: Object.fromEntries(params.map(([key, value]) => [key, String(value)])),
        name: clip(name, MAX_NAME),
        ...(seen === undefined || seen.length > MAX_SEEN ? {} : { seen_version: seen }),
      }
    }),
    ...toJobSettings(settings),
  }
}

/** The verb's own, which are the same for every target: those of the first row that has it. */
function optionsOf(verb: BulkVerb, rows: readonly BulkRow[]): readonly Option[] {
  for (const { deployment } of rows) {
    const [action] = verb.actionsOf({ deployment, user: undefined, version: undefined }, undefined)
    if (action !== undefined) return action.options
  }
  return []
}

interface BulkOptions {
  readonly verb: BulkVerb
  readonly rows: readonly BulkRow[]
  /** It was begun while the dialog was still open. */
  readonly onJob: (id: string) => void
}

export function useBulk({ verb, rows, onJob }: BulkOptions) {
  const client = useQueryClient()
  // minted once: however often the button is pressed, it is the same job
  const [key] = useState(() => crypto.randomUUID())
  const [changed, setChanged] = useState<OptionValues>({})
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<Error>()
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState('')
  const [ticket, setTicket] = useState('')
  const isBusy = useRef(false)
  const isOpen = useRef(true)
  const fresh = useFreshRows(rows, isSending)
  const [options] = useState(() => optionsOf(verb, rows))
  const values = useMemo(() => ({ ...initialValues(options), ...changed }), [options, changed])
  const items = useItems(verb, rows, fresh, values)
  const count = useMemo(() => items.filter(isUsable).length, [items])
  const danger = useMemo(() => dangerOf(items, values), [items, values])
  const [chosen, setChosen] = useState<ReturnType<typeof initialSettings>>()
  const settings = chosen ?? initialSettings(danger)
  const isReasonRequired = danger === 'destroys' || isApiError(error, 'console.reason_required')

  // notes the unmount for work that outlives it
  useEffect(() => {
    isOpen.current = true
    return () => {
      isOpen.current = false
    }
  }, [])

  function whyNot(): string | undefined {
    if (fresh.error !== null) return `Their present state cannot be read: ${fresh.error.message}`
    if (!fresh.isComplete) return 'Reading their present state…'
    if (fresh.isOld) return 'What you see is older than three minutes. Read it again first.'
    if (count === 0) {
      return `None of ${plural(items.length, 'target')} can be used. ${commonReason(items) ?? ''}`.trim()
    }
    if (count > MAX_ITEMS) return 'A job takes 10,000 targets at most. Choose fewer.'
    const wrong = options.map((option) => problemOf(option, values)).find(Boolean)
    if (wrong !== undefined) return wrong
    const setting = problemOfSettings(settings)
    if (setting !== undefined) return setting
    if (danger === 'destroys' && typed.trim() !== String(count)) return `Type ${count} to confirm.`
    if (isReasonRequired && reason.trim() === '') return 'Say why: a reason is required.'
    return undefined
  }
  const disabledReason = isSending ? undefined : whyNot()
  const confirm = danger === 'destroys' ? 'typed' : 'button'
  const toBody = () => toJob(verb, items, values, settings, { reason, ticket, confirm })

  async function send() {
    try {
      const job: Job = await createJob(toBody(), key)
      void client.invalidateQueries()
      toast(`${job.title}: begun with ${plural(job.total, 'target')}`)
      if (isOpen.current) onJob(job.id)
    } catch (failure) {
      const problem = failure instanceof Error ? failure : new Error(String(failure))
      // closed meanwhile: what came of it must not get lost
      if (!isOpen.current) toast(`${verb.jobTitle} did not begin. ${problem.message}`, 'info')
      else setError(problem)
    } finally {
      isBusy.current = false
      if (isOpen.current) setSending(false)
    }
  }

  return {
    key,
    fresh,
    items,
    count,
    danger,
    options,
    values,
    setValue: (name: string, value: OptionValues[string]) =>
      setChanged((before) => ({ ...before, [name]: value })),
    settings,
    setSettings: (patch: Partial<typeof settings>) => setChosen({ ...settings, ...patch }),
    typed,
    setTyped,
    reason,
    setReason,
    ticket,
    setTicket,
    isReasonRequired,
    isSending,
    error,
    disabledReason,
    toBody,
    isDirty: typed !== '' || reason !== '' || ticket !== '' || chosen !== undefined,
    press: () => {
      // two clicks within one frame see the same state; only the ref tells them apart
      if (isBusy.current || disabledReason !== undefined) return
      isBusy.current = true
      setError(undefined)
      setSending(true)
      void send()
    },
  }
}

export type Bulk = ReturnType<typeof useBulk>
