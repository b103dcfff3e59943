// ECE counts memory and disk in binary megabytes and prints them as MB and GB (ece-behaviour, "Units").
// The console keeps ECE's words, so that 8 GB here is 8 GB there.
const STEP = 1024
const UNITS = ['MB', 'GB', 'TB', 'PB'] as const

const trim = (value: number) => {
  // two significant places are enough to compare, and `1.50` reads as more exact than it is
  const digits = value >= 100 || Number.isInteger(value) ? 0 : value >= 10 ? 1 : 2
  return String(Number(value.toFixed(digits)))
}

/**
 * `1536` → `1.5 GB`. The input is ECE's megabytes. Anything that is no finite number is `undefined`: the caller
 * shows a dash, never `NaN MB`.
 */
export function formatMegabytes(megabytes: number | null | undefined): string | undefined {
  if (typeof megabytes !== 'number' || !Number.isFinite(megabytes)) return undefined
  let value = Math.abs(megabytes)
  let unit = 0
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP
    unit += 1
  }
  return `${megabytes < 0 ? '-' : ''}${trim(value)} ${UNITS[unit]}`
}

/** Whole bytes, for sizes that ECE counts in bytes (extensions, heap dumps) and for downloads. */
export function formatBytes(bytes: number | null | undefined): string | undefined {
  if (typeof bytes !== 'number' || !Number.isFinite(bytes)) return undefined
  if (Math.abs(bytes) < STEP) return `${bytes} B`
  if (Math.abs(bytes) < STEP * STEP) return `${trim(bytes / STEP)} KB`
  return formatMegabytes(bytes / STEP / STEP)
}

/** `42.4` → `42%`; a share that is no number is `undefined`. */
export const formatPercent = (percent: number | null | undefined): string | undefined =>
  typeof percent === 'number' && Number.isFinite(percent) ? `${Math.round(percent)}%` : undefined

/**
 * `1284` → `1,284`, for whole numbers. Not `Intl`: the first object of it in a page takes as long as half of the code that
 * draws the first rows (measured in Chromium: 17 ms).
 */
export const formatCount = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')
