// Times to the second, in the operator's zone and in UTC. Apart from dates.ts, because to make the first format of a date
// takes a browser longer than to draw the first rows of a list.
import { readZone, type Zone } from './time-zone.ts'

const DATE_AND_TIME: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
}
const TIME: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
}

/** To make one takes longer than to use it a hundred times. */
const formats = new Map<string, Intl.DateTimeFormat>()

function format(time: number, options: Intl.DateTimeFormatOptions, timeZone?: string): string {
  const name = `${timeZone ?? ''} ${options.second ?? ''}`
  const known = formats.get(name)
  const made = known ?? new Intl.DateTimeFormat('en-GB', { ...options, timeZone })
  if (known === undefined) formats.set(name, made)
  return made.format(time)
}

/**
 * `22 Nov 2026, 14:32:05 CET`. Zones without a short name in English have their offset: `GMT-5`; either tells the two equal
 * hours apart in the night when clocks go back. `timeZone` is an IANA name; absent means the browser's own.
 */
export const formatLocal = (time: number, timeZone?: string): string =>
  format(time, DATE_AND_TIME, timeZone)

/** `2026-11-22 13:32:05 UTC`, which sorts and can be pasted into a search. */
export const formatUtc = (time: number): string =>
  `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`

/** Both, the chosen one first: `22 Nov 2026, 14:32:05 CET · 2026-11-22 13:32:05 UTC`. */
export function formatAbsolute(time: number, zone: Zone = readZone(), timeZone?: string): string {
  const [local, utc] = [formatLocal(time, timeZone), formatUtc(time)]
  // where the browser itself is in UTC, once is enough
  if (local.endsWith('UTC')) return utc
  return zone === 'utc' ? `${utc} · ${local}` : `${local} · ${utc}`
}

/** `14:32 CET`. */
export const formatClock = (time: number, timeZone?: string): string => format(time, TIME, timeZone)
/** `13:32 UTC`. */
export const formatUtcClock = (time: number): string => format(time, TIME, 'UTC')
