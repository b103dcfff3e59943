// What every experiment is and says: a figure against its goal, and what was found wrong.
import type { Finding } from './judge.ts'

export interface RunOptions {
  readonly seed: number
  readonly rounds: number
  /** `postgres://…` where a PostgreSQL can be had. */
  readonly database?: string | undefined
  /** Told how far it is, in experiments that take minutes. */
  readonly onProgress?: (line: string) => void
}

export interface Figure {
  readonly what: string
  readonly measured: number
  readonly goal: number
  /** More is better. */
  readonly isLeast?: boolean
  readonly unit?: string
}

export interface Outcome {
  readonly figures: readonly Figure[]
  /** What happened how often; shown, not judged. */
  readonly counts: Readonly<Record<string, number | string>>
  /** Empty when all promises were kept. */
  readonly findings: readonly Finding[]
}

export interface Experiment {
  /** For the command line. */
  readonly name: string
  readonly title: string
  /** What is done, in a sentence or two. */
  readonly note: string
  /** Rounds of `npm run faults`; a tenth of them in `npm test`. */
  readonly rounds: number
  readonly run: (options: RunOptions) => Promise<Outcome>
}

export const isReached = ({ measured, goal, isLeast }: Figure): boolean =>
  isLeast ? measured >= goal : measured <= goal

/** The value below which this share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

export function countBy<T>(values: readonly T[], nameFor: (value: T) => string) {
  const counts: Record<string, number> = {}
  for (const value of values) counts[nameFor(value)] = (counts[nameFor(value)] ?? 0) + 1
  return counts
}
