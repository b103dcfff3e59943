// What is kept of an answer that is being read: everything up to the first thing that is left out or
// replaced is never even copied.
import type { Scan } from './json-scan.ts'

function keep(scan: Scan, end: number, more: number): Buffer {
  const { bytes } = scan
  let out = scan.out ?? Buffer.allocUnsafe(bytes.length)
  const needed = scan.written + Math.max(0, end - scan.from) + more
  if (needed > out.length) {
    const bigger = Buffer.allocUnsafe(needed * 2)
    out.copy(bigger, 0, 0, scan.written)
    out = bigger
  }
  if (end > scan.from) scan.written += copyBytes(bytes, scan.from, end, out, scan.written)
  scan.out = out
  return out
}

/** Calling into Node costs more than moving a few bytes by hand. */
const SHORT = 64

function copyBytes(from: Buffer, start: number, end: number, to: Buffer, at: number): number {
  if (end - start > SHORT) return from.copy(to, at, start, end)
  for (let i = start, j = at; i < end; i++, j++) to[j] = from[i] ?? 0
  return end - start
}

/** Leaves out what lies between `start` and `end`. */
export function cutOut(scan: Scan, start: number, end: number): void {
  if (scan.checkOnly) return
  keep(scan, start, 0)
  if (end > scan.from) scan.from = end
}

/** Puts `json` in the place of what lies between `start` and `end`. */
export function replace(scan: Scan, start: number, end: number, json: string): void {
  if (scan.checkOnly) return
  const text = Buffer.from(json)
  const out = keep(scan, start, text.length)
  scan.written += text.copy(out, scan.written)
  scan.from = end
}

/** What was kept of the answer. */
export function finishScan(scan: Scan): Buffer {
  return scan.from === 0 ? scan.bytes : keep(scan, scan.bytes.length, 0).subarray(0, scan.written)
}
