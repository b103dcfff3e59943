// Would the harness notice? Bugs are put into a copy of the server, one at a time, and each must be caught.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runBattery } from './battery.ts'
import type { Experiment } from './experiment.ts'
import type { Finding } from './judge.ts'
import { type Mutation, mutations } from './mutations.ts'
import { buildMutant, copySource } from './programs.ts'
import { takeScanned } from './tap.ts'
import { inParallel } from './world.ts'

const LEAST = 20
/** A battery waits more than it computes. */
const AT_ONCE = 3

export const mutants: Experiment = {
  name: 'mutants',
  title: 'Seeded bugs',
  note: 'Each bug is an edit of a copy of the source, built and put through a short battery of faults; the same battery finds nothing in the real source.',
  rounds: mutations.length,
  run: async ({ seed, rounds, onProgress }) => {
    // nobody's edit may come between two of them
    const source = copySource()
    const findings: Finding[] = []
    const caughtBy = new Map<string, string>()
    // a tenth is another tenth for every seed
    const first = rounds < mutations.length ? seed % mutations.length : 0
    const chosen = [...mutations.slice(first), ...mutations.slice(0, first)].slice(0, rounds)
    const check = async () => {
      const healthy = await buildMutant(source, () => undefined)
      const found = await runBattery(healthy, seed)
      removeBuild(healthy)
      for (const finding of found) {
        findings.push({ ...finding, rule: `no finding without a bug: ${finding.rule}` })
      }
    }
    const attack = async (mutation: Mutation) => {
      // such as: it does not fit
      const rule = await catchMutant(source, mutation, seed).catch((error: unknown) => {
        const why = String(error).slice(0, 300)
        findings.push({ rule: 'a mutant can be made', key: '', why })
        onProgress?.(`${mutation.name}: ${why}`)
        return undefined
      })
      onProgress?.(`${mutation.name}: ${rule ?? 'NOT CAUGHT'}`)
      if (rule === undefined) findings.push({ rule: 'mutant caught', key: '', why: mutation.name })
      else caughtBy.set(mutation.name, rule)
    }
    try {
      await inParallel([check, ...chosen.map((one) => () => attack(one))], AT_ONCE, (work) =>
        work(),
      )
    } finally {
      rmSync(source, { recursive: true, force: true })
      // one of them says passwords on purpose
      takeScanned()
    }
    const clean = findings.filter(({ rule }) => rule.startsWith('no finding')).length
    const counts = Object.fromEntries(
      chosen.map(({ name }) => [name, caughtBy.get(name) ?? 'NOT CAUGHT']),
    )
    return {
      figures: [
        {
          what: `seeded bugs caught, of ${chosen.length}`,
          measured: caughtBy.size,
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
    for (const [place, from, to] of edits) {
      const fitting = listSources(join(folder, place)).flatMap((path) => {
        const text = readFileSync(path, 'utf8')
        return from.test(text) ? [{ path, text }] : []
      })
      const [one, another] = fitting
      if (one === undefined || another !== undefined) {
        const count = one === undefined ? 'does not fit' : 'fits more than one file in'
        throw new Error(`"${name}" ${count} ${place} any more: ${from.source}`)
      }
      writeFileSync(
        one.path,
        one.text.replace(from, () => to),
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

const listSources = (place: string): string[] =>
  place.endsWith('.ts')
    ? [place]
    : readdirSync(place)
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
        .map((name) => join(place, name))

const removeBuild = (build: string) =>
  rmSync(join(build, '../../..'), { recursive: true, force: true })
