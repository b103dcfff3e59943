// What `verify` found, in words and as an exit status.
import type { FileVerdict } from './verify-file.ts'
import type { StoreVerdict } from './verify-store.ts'
import { formatTime } from './words.ts'

export const WHOLE = 0
export const TAMPERED = 1
export const OPEN_INTENTS = 2
export const UNREADABLE = 3

/** A change that has no end after so long was forgotten, not late. */
const LATE_MS = 10 * 60 * 1000

type Print = (text: string) => void

/** Prints the verdict and answers the exit status. */
export function sayVerdict(verdict: StoreVerdict, now: number, print: Print): number {
  const { checked, findings, open, checkpoints, head, isWithoutCheckpoints } = verdict
  if (isWithoutCheckpoints) {
    print('There are no checkpoints to compare with: a tail that was cut off cannot be seen.')
  }
  for (const { kind, seq, detail } of findings) print(`${kind} at record ${seq}: ${detail}`)
  if (findings.length > 0) {
    const [first] = findings
    print(`TAMPERED: ${checked} records read; the first bad one is ${first?.seq} (${first?.kind}).`)
    return TAMPERED
  }
  const late = open.filter(({ at }) => now - at > LATE_MS)
  for (const { actionId, seq, at } of late) {
    print(`change ${actionId} was begun at ${formatTime(at)} (record ${seq}) and has no end`)
  }
  print(
    `${checked} records, ${checkpoints} checkpoints. Record ${head.seq} has the hash ${head.hash}.`,
  )
  if (late.length > 0) {
    print(`OPEN: nothing was tampered with, but ${late.length} changes have no end.`)
    return OPEN_INTENTS
  }
  print('WHOLE: nothing was changed, removed or added.')
  return WHOLE
}

export function sayFile({ checked, wrong, filter }: FileVerdict, print: Print): number {
  if (wrong !== undefined) {
    print(`TAMPERED: line ${wrong.line}: ${wrong.what}.`)
    return TAMPERED
  }
  const what = filter === undefined || filter === '' ? 'the whole log' : `filtered by ${filter}`
  print(`WHOLE: ${checked} records as they were exported, ${what}.`)
  return WHOLE
}
