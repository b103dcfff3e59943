// Would the harness notice? Bugs are put into a copy of the server, one at a time, and each must be caught.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runBattery } from './battery.ts'
import type { Experiment } from './experiment.ts'
import type { Finding } from './judge.ts'
import { type Mutation, mutations } from './mutations.ts'
import { buildMutant, copySource } from './programs.ts'

const LEAST = 20

export const mutants: Experiment = {
  name: 'mutants',
  title: 'Seeded bugs',
  note: 'Each bug is an edit of a copy of the source, built and put through a short battery of faults; the same battery finds nothing in the real source.',
  rounds: mutations.length,
  run: async ({ seed, rounds, onProgress }) => {
    // nobody's edit may come between two of them
    const source = copySource()
    const healthy = await buildMutant(source, () => undefined)
    const findings: Finding[] = (await runBattery(healthy, seed)).map((finding) => ({
      ...finding,
      rule: `no finding without a bug: ${finding.rule}`,
    }))
    removeBuild(healthy)
    const clean = findings.length
    const counts: Record<string, string> = {}
    // a tenth is another tenth for every seed
    const first = rounds < mutations.length ? seed % mutations.length : 0
    const chosen = [...mutations.slice(first), ...mutations.slice(0, first)].slice(0, rounds)
    let caught = 0
    for (const mutation of chosen) {
      const rule = await catchMutant(source, mutation, seed)
      counts[mutation.name] = rule ?? 'NOT CAUGHT'
      onProgress?.(`${mutation.name}: ${counts[mutation.name]}`)
      if (rule === undefined) findings.push({ rule: 'mutant caught', key: '', why: mutation.name })
      else caught += 1
    }
    rmSync(source, { recursive: true, force: true })
    return {
      figures: [
        {
          what: `seeded bugs caught, of ${chosen.length}`,
          measured: caught,
          goal: chosen.length < LEAST ? chosen.length : Math.max(LEAST, chosen.length),
          isLeast: true,
        },
        { what: 'findings in the source without a bug', measured: clean, goal: 0 },
      ],
      counts,
      findings,
    }
  },
}

/** The rule that caught it. Throws when the source has changed so much that the bug does not fit any more. */
async function catchMutant(
  source: string,
  { name, edits }: Mutation,
  seed: number,
): Promise<string | undefined> {
  const build = await buildMutant(source, (folder) => {
    for (const [file, from, to] of edits) {
      const path = join(folder, file)
      const text = readFileSync(path, 'utf8')
      if (!from.test(text))
        throw new Error(`"${name}" does not fit ${file} any more: ${from.source}`)
      writeFileSync(
        path,
        text.replace(from, () => to),
      )
    }
  })
  try {
    const [found] = await runBattery(build, seed)
    return found?.rule
  } finally {
    removeBuild(build)
  }
}

const removeBuild = (build: string) =>
  rmSync(join(build, '../../..'), { recursive: true, force: true })
