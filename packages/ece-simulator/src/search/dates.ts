// Dates of a range query: ISO text, epoch, `format`, `time_zone`, and date math such as `now-1d/d`.
// Rules: Elasticsearch's reference, "Range query" (missing parts, rounding) and "Date math".

export interface DateOptions {
  /** Epoch ms that `now` stands for. */
  readonly now: number
  readonly zone?: string | undefined
  /** Alternatives are joined by `||`; without it ISO text or epoch milliseconds. */
  readonly format?: string | undefined
}

const MINUTE = 60_000
const DAY = 86_400_000
const UNITS = ['y', 'M', 'd', 'h', 'm', 's', 'S'] as const
type Unit = (typeof UNITS)[number] | 'w'

const ISO =
  /^(?<y>\d{4})(?:-(?<M>\d\d)(?:-(?<d>\d\d)(?:T(?:(?<h>\d\d)(?::(?<m>\d\d)(?::(?<s>\d\d)(?:[.,](?<S>\d{1,9}))?)?)?)?(?<zone>Z|[+-]\d\d(?::?\d\d)?)?)?)?)?$/
const NAMED: Readonly<Record<string, RegExp>> = {
  basic_date: /^(?<y>\d{4})(?<M>\d\d)(?<d>\d\d)$/,
  ...Object.fromEntries(
    ['date', 'date_time', 'date_optional_time', 'date_time_no_millis', 'date_hour_minute_second']
      .flatMap((name) => [name, `strict_${name}`])
      .map((name) => [name, ISO]),
  ),
}
const EPOCH: Readonly<Record<string, number>> = { epoch_millis: 1, epoch_second: 1000 }
const LETTERS: Readonly<Record<string, string>> = {
  u: 'y',
  y: 'y',
  M: 'M',
  d: 'd',
  H: 'h',
  m: 'm',
  s: 's',
  S: 'S',
}

/** Minutes east of UTC at a moment; throws a RangeError for a zone that nobody knows. */
function offsetAt(zone: string, time: number): number {
  const fixed = /^(?:UTC|GMT)?(?:Z|([+-])(\d\d):?(\d\d)?)?$/.exec(zone)
  if (fixed !== null) {
    const minutes = Number(fixed[2] ?? 0) * 60 + Number(fixed[3] ?? 0)
    return fixed[1] === '-' ? -minutes : minutes
  }
  const name = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(time)
    .find((part) => part.type === 'timeZoneName')?.value
  return name === undefined || name === 'GMT' ? 0 : offsetAt(name, time)
}

const toLocal = (time: number, zone: string) => time + offsetAt(zone, time) * MINUTE
const toUtc = (local: number, zone: string) =>
  local - offsetAt(zone, local - offsetAt(zone, local) * MINUTE) * MINUTE

/** Moves a local time by whole calendar units. */
function add(local: number, count: number, unit: Unit): number {
  const date = new Date(local)
  if (unit === 'y') date.setUTCFullYear(date.getUTCFullYear() + count)
  else if (unit === 'M') {
    const day = date.getUTCDate()
    date.setUTCMonth(date.getUTCMonth() + count, 1)
    const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
    date.setUTCDate(Math.min(day, last))
  } else {
    const length = { w: 7 * DAY, d: DAY, h: 60 * MINUTE, m: MINUTE, s: 1000, S: 1 }[unit]
    return local + count * length
  }
  return date.getTime()
}

/** The first millisecond of the unit that a local time lies in; weeks begin on Monday. */
function floor(local: number, unit: Unit): number {
  const date = new Date(local)
  if (unit === 'y') return Date.UTC(date.getUTCFullYear())
  if (unit === 'M') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
  if (unit === 'w') return floor(local, 'd') - ((date.getUTCDay() + 6) % 7) * DAY
  return local - (((local % add(0, 1, unit)) + add(0, 1, unit)) % add(0, 1, unit))
}

const lastOf = (local: number, unit: Unit) => add(floor(local, unit), 1, unit) - 1

/** More would be no date, and a quantifier too large for an expression. */
const MAX_DIGITS = 9

/** A pattern such as `dd/MM/yyyy` as an expression with the groups of `ISO`; undefined for letters we do not know. */
function compileFormat(pattern: string): RegExp | undefined {
  let source = ''
  for (const [run] of pattern.matchAll(/'[^']*'|([A-Za-z])\1*|[^A-Za-z']/g)) {
    const group = LETTERS[run[0] ?? '']
    if (/^[A-Za-z]/.test(run)) {
      const isTwice = group !== undefined && source.includes(`<${group}>`)
      if (group === undefined || isTwice || run.length > MAX_DIGITS) return undefined
      source += `(?<${group}>\\d{${run.length}})`
    } else source += run.replace(/^'|'$/g, '').replace(/[^\w]/g, String.raw`\$&`)
  }
  return source === '' ? undefined : new RegExp(`^${source}$`)
}

function readParts(text: string, form: RegExp, up: boolean, zone: string): number | undefined {
  const groups = form.exec(text)?.groups
  if (groups === undefined) return undefined
  const [y, M, d, h, m, s] = UNITS.map((unit) => groups[unit])
  const millis = Number((groups.S ?? '').slice(0, 3).padEnd(3, '0'))
  const local = Date.UTC(
    Number(y ?? 1970),
    Number(M ?? 1) - 1,
    Number(d ?? 1),
    Number(h ?? 0),
    Number(m ?? 0),
    Number(s ?? 0),
    millis,
  )
  const date = new Date(local)
  const isReal = date.getUTCMonth() + 1 === Number(M ?? 1) && date.getUTCDate() === Number(d ?? 1)
  if (!isReal || Number(h ?? 0) > 23 || Number(m ?? 0) > 59 || Number(s ?? 0) > 59) return undefined
  const finest = UNITS.findLast((unit) => groups[unit] !== undefined) ?? 'S'
  return toUtc(up ? lastOf(local, finest) : local, groups.zone ?? zone)
}

function readDate(text: string, up: boolean, options: DateOptions): number | undefined {
  for (const format of (options.format ?? 'date_optional_time||epoch_millis').split('||')) {
    const factor = EPOCH[format]
    if (factor !== undefined) {
      if (/^-?\d{1,15}$/.test(text)) return Number(text) * factor
      continue
    }
    const form = NAMED[format] ?? compileFormat(format)
    const time = form && readParts(text, form, up, options.zone ?? 'Z')
    if (time !== undefined) return time
  }
  return undefined
}

/**
 * Epoch ms of one end of a range, or undefined when the text is no date. `up`: what is not said counts to its end
 * (`2024-01` and `now/M` are the last millisecond of the month), as `lte` and `gt` need it.
 */
export function parseDate(text: string, up: boolean, options: DateOptions): number | undefined {
  const math = /^(?:now|(.+?)\|\|)((?:[+-]\d*[yMwdhHms]|\/[yMwdhHms])*)$/.exec(text)
  try {
    if (math === null) return readDate(text, up, options)
    // An anchor that is followed by math is exact: only a rounding step rounds up.
    const anchor =
      math[1] === undefined ? options.now : readDate(math[1], up && math[2] === '', options)
    if (anchor === undefined) return undefined
    const zone = options.zone ?? 'Z'
    let local = toLocal(anchor, zone)
    for (const step of (math[2] ?? '').match(/[+-]\d*\w|\/\w/g) ?? []) {
      // the expression above let only units through; H is another name of h
      const unit = step.at(-1)?.replace('H', 'h') as Unit
      const sign = step.startsWith('-') ? -1 : 1
      if (step.startsWith('/')) local = up ? lastOf(local, unit) : floor(local, unit)
      else local = add(local, sign * Number(step.slice(1, -1) || 1), unit)
    }
    const time = toUtc(local, zone)
    return Number.isNaN(time) ? undefined : time
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
