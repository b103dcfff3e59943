// Times as people say them. ECE writes ISO 8601 in UTC, with or without milliseconds; some fields are missing, and
// everything here answers `undefined` for what is no time, so that no screen ever shows "Invalid Date".

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY
/** The last moment a Date can hold; beyond it toISOString throws. */
const LAST = 8.64e15

/** Milliseconds since 1970, or `undefined` for text that is no time. */
export function parseTime(text: string | number | null | undefined): number | undefined {
  if (text === null || text === undefined || text === '') return undefined
  const time = typeof text === 'number' ? text : Date.parse(text)
  return Math.abs(time) <= LAST ? time : undefined
}

const largest = (ms: number): string => {
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  // up to two days hours are what one compares with a snapshot's schedule
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`
  if (ms < 2 * YEAR) return `${Math.floor(ms / DAY)} d`
  return `${Math.floor(ms / YEAR)} y`
}

/** `38 min ago`, `in 22 min`, `just now`. Both arguments in milliseconds. */
export function formatRelative(time: number, at: number): string {
  const age = at - time
  if (Math.abs(age) < SECOND) return 'just now'
  return age >= 0 ? `${largest(age)} ago` : `in ${largest(-age)}`
}

/** How long something took, with the two largest units: `1 min 42 s`, `3 h 05 min`, `850 ms`. */
export function formatDuration(ms: number | null | undefined): string | undefined {
  if (typeof ms !== 'number' || !Number.isFinite(ms) || ms < 0) return undefined
  if (ms < SECOND) return `${Math.round(ms)} ms`
  const two = (value: number) => String(value).padStart(2, '0')
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ${Math.floor((ms % MINUTE) / SECOND)} s`
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ${two(Math.floor((ms % HOUR) / MINUTE))} min`
  return `${Math.floor(ms / DAY)} d ${Math.floor((ms % DAY) / HOUR)} h`
}
