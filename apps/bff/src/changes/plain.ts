const LONGEST = 100

/** A name that comes from outside, fit for the middle of a sentence: one line, bounded. */
export function plain(name: string): string {
  const line = name.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ').trim()
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
}
