// What `verify` found, in words and as an exit status.
import type { FileVerdict } from './verify-file.ts'
import type { SecondFileVerdict } from './verify-second-file.ts'
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
  const { pruned, unproven } = verdict
  if (isWithoutCheckpoints) {
    print('There are no checkpoints to compare with: a tail that was cut off cannot be seen.')
  }
  if (pruned !== undefined) {
    print(
      `Records up to ${pruned.to} were pruned on ${formatTime(pruned.at)}: record ${pruned.seq} says so.`,
    )
  }
  if (unproven !== undefined) {
    print(
      `The key that sealed these was replaced: only their chain was checked. Verify up to record ${unproven} or more, or give --old-key.`,
    )
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

/** Prints what `verify` says about the second file, and answers the exit status. */
export function saySecondFile(verdict: SecondFileVerdict, now: number, print: Print): number {
  const { checked, wrong, first, last, cut, head, lacksSince } = verdict
  if (wrong !== undefined) {
    print(
      `TAMPERED: the second file and the database differ, ${wrong.file} line ${wrong.line}: ${wrong.what}.`,
    )
    return TAMPERED
  }
  if (cut > 0) print(`${cut} lines of the second file were cut, and count as not written.`)
  if (first > 1) {
    print(
      `The second file begins with record ${first}: what is before it is in none of these files.`,
    )
  }
  const behind = head > last ? `; it lacks the newest, ${last + 1} to ${head}` : ''
  const says =
    checked === 0 ? 'has no records' : `says the same: ${checked} records, ${first} to ${last}`
  print(`The second file ${says}${behind}.`)
  if (lacksSince === undefined || now - lacksSince <= LATE_MS) return WHOLE
  print(
    `TAMPERED: what the second file lacks begins at ${formatTime(lacksSince)}: it was cut, or could not be written since then (/readyz says so). A console that can write it again adds the rest.`,
  )
  return TAMPERED
}

export function sayFile({ checked, wrong, filter, isRedacted }: FileVerdict, print: Print): number {
  if (wrong !== undefined) {
    print(`TAMPERED: line ${wrong.line}: ${wrong.what}.`)
    return TAMPERED
  }
  const what = filter === undefined || filter === '' ? 'the whole log' : `filtered by ${filter}`
  const names = isRedacted ? ', without names: what the records said is not proven' : ''
  print(`WHOLE: ${checked} records as they were exported, ${what}${names}.`)
  return WHOLE
}
