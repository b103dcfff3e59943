// How a job goes through its items, and what is safe to begin with.
import type { Danger } from '@ece/api-types'
import type { NewJob } from '@ece/api-types/bff'
import { plural } from '../lib/text.ts'

/** Numbers as typed, so that a half-typed one stays what it is. */
export interface BulkSettings {
  readonly canary: string
  readonly concurrency: string
  readonly soak: string
  readonly keepGoing: boolean
}
export type SettingName = 'canary' | 'concurrency' | 'soak'

/** As the server's limits (bff.ts, `NewJob`). */
const LIMITS: Record<SettingName, readonly [least: number, most: number]> = {
  canary: [0, 100],
  concurrency: [1, 50],
  soak: [0, 3600],
}

/** Whatever takes something away goes one by one; more at once is the operator's choice. */
const AT_ONCE: Record<Exclude<Danger, 'read'>, number> = { routine: 10, disrupts: 2, destroys: 1 }

export const initialSettings = (danger: Exclude<Danger, 'read'>): BulkSettings => ({
  canary: '1',
  concurrency: String(AT_ONCE[danger]),
  soak: '0',
  keepGoing: false,
})

const numberOf = (text: string): number | undefined =>
  /^\d{1,5}$/.test(text.trim()) ? Number(text) : undefined

/** What is wrong with one of the numbers. */
export function problemOfSetting(settings: BulkSettings, name: SettingName): string | undefined {
  const [least, most] = LIMITS[name]
  const value = numberOf(settings[name])
  return value !== undefined && value >= least && value <= most
    ? undefined
    : `A whole number from ${least} to ${most}`
}

export const problemOfSettings = (settings: BulkSettings): string | undefined => {
  const names: readonly (readonly [SettingName, string])[] = [
    ['canary', 'First, one at a time'],
    ['concurrency', 'Then at once'],
    ['soak', 'Watch each one for'],
  ]
  const bad = names.find(([name]) => problemOfSetting(settings, name) !== undefined)
  return bad && `${bad[1]}: ${problemOfSetting(settings, bad[0])?.toLowerCase() ?? ''}.`
}

type JobSettings = Pick<NewJob, 'canary' | 'concurrency' | 'soak_seconds' | 'keep_going'>

/** For the server; only of settings without a problem. */
export const toJobSettings = (settings: BulkSettings): JobSettings => ({
  canary: numberOf(settings.canary) ?? 0,
  concurrency: numberOf(settings.concurrency) ?? 1,
  soak_seconds: numberOf(settings.soak) ?? 0,
  keep_going: settings.keepGoing,
})

/** `The first one alone, then 2 at a time. Stops when one fails; the rest is not started.` */
export function describeSettings(settings: JobSettings, count: number): string {
  const { canary, concurrency, soak_seconds, keep_going } = settings
  const first = Math.min(canary, count)
  const rest = count - first
  const pace = concurrency === 1 ? 'one at a time' : `${concurrency} at a time`
  const order =
    first === 0 || concurrency === 1
      ? pace
      : rest === 0
        ? 'one at a time'
        : `the first ${first === 1 ? 'one alone' : `${first} one by one`}, then ${pace}`
  const soak =
    soak_seconds === 0 ? '' : ` Each is watched for ${plural(soak_seconds, 'second')} more.`
  const end = keep_going
    ? ' Goes on when one fails.'
    : ' Stops when one fails; the rest is not started.'
  return `${order.charAt(0).toUpperCase()}${order.slice(1)}.${soak}${end}`
}
