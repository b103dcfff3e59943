// What a long run of a test measured, for whoever ordered it (tools/faults): a file of JSON where FIGURES_FILE says so, and
// nothing in any other run.
import { writeFileSync } from 'node:fs'

export function noteFigures(figures: Readonly<Record<string, number>>): void {
  const file = process.env['FIGURES_FILE']
  if (file !== undefined) writeFileSync(file, JSON.stringify(figures))
}
