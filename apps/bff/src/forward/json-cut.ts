// What is kept of an answer that is being read: everything up to the first thing that is left out or
// replaced is never even copied.
import type { Scan } from './json-scan.ts'

function keep(scan: Scan, end: number, more: number): Buffer {
  let out = scan.out ?? makeOut(scan, scan.bytes.length)
  const needed = scan.written + Math.max(0, end - scan.from) + more
  if (needed > out.length) {
    const small = out
    out = makeOut(scan, needed * 2)
    small.copy(out, 0, 0, scan.written)
  }
  if (end > scan.from) scan.written += copyBytes(scan, out, end)
  return out
}

/**
 * Where answers are put together, used again and again: a page of deployments takes a megabyte, and garbage of that size
 * has V8 collect its whole heap every few answers.
 */
const rooms: Buffer[] = []
/** As many big answers as are read at the same time on a busy day; more of them, and longer ones, get rooms of their own. */
const MOST_ROOMS = 4
const LONGEST_ROOM = 4 * 1024 * 1024

function makeOut(scan: Scan, length: number): Buffer {
  const room = rooms.pop()
  const out = room !== undefined && room.length >= length ? room : Buffer.allocUnsafeSlow(length)
  scan.out = out
  scan.outView = new DataView(out.buffer, out.byteOffset, out.byteLength)
  return out
}

/** Calling into Node costs more than moving some bytes by hand, four at a time. */
const SHORT = 256
const WORD = 4

/** From where it stands up to `end`; `out` has the room. */
function copyBytes({ bytes, view, outView, from, written }: Scan, out: Buffer, end: number) {
  if (end - from > SHORT || outView === undefined) return bytes.copy(out, written, from, end)
  let i = from
  let j = written
  for (; i + WORD <= end; i += WORD, j += WORD) outView.setUint32(j, view.getUint32(i, true), true)
  for (; i < end; i++, j++) out[j] = bytes[i] ?? 0
  return end - from
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
  if (scan.from === 0) return scan.bytes
  const out = keep(scan, scan.bytes.length, 0)
  // a copy, because the room goes on to the next answer
  const kept = Buffer.from(out.subarray(0, scan.written))
  scan.out = undefined
  if (rooms.length < MOST_ROOMS && out.length <= LONGEST_ROOM) rooms.push(out)
  return kept
}
