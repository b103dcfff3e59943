// What every benchmark shares: medians, the machine it ran on, a table on the screen and a JSON file that
// docs/performance.md is generated from (bench/document.mjs). Figures are never typed by hand.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../tools/processes.mjs'

export const RESULTS = join(ROOT, 'bench/results')

/** @typedef {Readonly<Record<string, number | string | null>>} Row one line of the table; `null`: not measured */
/**
 * @typedef {object} Result
 * @property {string} name file name without `.json`
 * @property {string} title
 * @property {string} command what prints it again
 * @property {string} [note] how to read it
 * @property {readonly Goal[]} [goals]
 * @property {readonly Row[]} rows
 */
/** @typedef {{ what: string, measured: number, goal: number, isLeast?: boolean, unit?: string }} Goal `isLeast`: more is better */

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** The value below which this share of the values lies. @param {readonly number[]} values @param {number} share 0 to 1 */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

/** How far runs of the same thing lie apart: (largest - smallest) / median. @param {readonly number[]} values */
export const spread = (values) => (Math.max(...values) - Math.min(...values)) / median(values)

/** @param {number} value @param {number} [digits] */
export const round = (value, digits = 0) => Number(value.toFixed(digits))

/** Cores, memory and versions: enough to judge a figure, nothing that names the machine. */
export const describeMachine = () => ({
  cores: cpus().length,
  memory_gib: Math.round(totalmem() / 2 ** 30),
  node: process.version,
})

/** @param {Goal} goal */
const isReached = ({ measured, goal, isLeast }) => (isLeast ? measured >= goal : measured <= goal)

/** Prints the result as a table and writes it. @param {Result} result */
export function report(result) {
  mkdirSync(RESULTS, { recursive: true })
  const machine = describeMachine()
  const goals = (result.goals ?? []).map((goal) => ({ ...goal, isReached: isReached(goal) }))
  const written = { ...result, goals, machine }
  writeFileSync(join(RESULTS, `${result.name}.json`), `${JSON.stringify(written, undefined, 2)}\n`)
  console.log(`\n${result.title} (${machine.cores} cores, Node ${machine.node})\n`)
  console.log(drawTable(result.rows))
  for (const { what, measured, goal, isLeast, unit = '', isReached: ok } of goals) {
    console.log(
      `${ok ? 'reached' : 'MISSED '}  ${what}: ${measured}${unit}, goal ${isLeast ? '≥' : '≤'} ${goal}${unit}`,
    )
  }
}

/** @param {readonly Row[]} rows */
export function drawTable(rows) {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? '–')))]
  const widths = names.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((text, at) =>
          at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0),
        )
        .join('  '),
    )
    .join('\n')
}
