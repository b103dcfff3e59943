// Jobs whose console is killed at each of their items, at every place on the way of an item.
import { type CutRun, runCutJob } from './cut-job.ts'
import { countBy, type Experiment, type RunOptions } from './experiment.ts'

interface Kind {
  readonly name: string
  /** Jobs beside each other; each has a console of its own and cuts its share of the positions. */
  readonly most: number
  /** Positions of a job, when there are only few. */
  readonly each: number
}
const SQLITE: Kind = { name: 'SQLite', most: 6, each: 4 }
/** Each dead console is missed for a while there, and much is waited for. */
const POSTGRES: Kind = { name: 'PostgreSQL', most: 12, each: 2 }
/** What a job passed too fast is cut in another one. */
const PASSES = 3

export const bulk: Experiment = {
  name: 'bulk',
  title: 'Jobs cut at every item',
  note: 'A job restarts Elasticsearch of many deployments; the console is killed at one of nine named places on the way of an item, and each next one goes on with what it finds, until it has died at every item of the job: those that its store calls begun and not answered. Several consoles, each with such a job of its own, share the positions; a job that pauses is resumed by its operator. In the end every item says what happened to its deployment, and ECE heard of each at most once.',
  rounds: 101,
  run: async (options) => {
    const { rounds, database } = options
    const stores = await Promise.all([
      runStore(SQLITE, options, () => undefined),
      ...(database === undefined
        ? []
        : [runStore(POSTGRES, options, (nth) => schemaOf(database, nth))]),
    ])
    const findings = stores.flatMap((store) => store.runs.flatMap((run) => run.findings))
    const count = (rule: RegExp) => findings.filter((found) => rule.test(found.rule)).length
    const doubles = count(/effect per key|at most once/)
    const orphans = count(/nothing unasked|item and effect/)
    return {
      figures: [
        ...stores.map(({ name, missing }) => ({
          what: `positions of ${rounds} at which a job was cut, ${name}`,
          measured: rounds - missing.length,
          goal: rounds,
          isLeast: true,
        })),
        { what: 'deployments changed twice', measured: doubles, goal: 0 },
        {
          what: 'effects without an item that says so, and the reverse',
          measured: orphans,
          goal: 0,
        },
        { what: 'other broken promises', measured: findings.length - doubles - orphans, goal: 0 },
      ],
      counts: Object.fromEntries(
        stores.flatMap(({ name, runs }) =>
          countRuns(runs).map(([what, times]) => [`${name}: ${what}`, times]),
        ),
      ),
      findings,
    }
  },
}

async function runStore(
  { name, most, each }: Kind,
  { seed, rounds, onProgress }: RunOptions,
  databaseOf: (nth: number) => string | undefined,
) {
  const runs: CutRun[] = []
  let missing = Array.from({ length: rounds }, (_, position) => position)
  for (let pass = 0; pass < PASSES && missing.length > 0; pass++) {
    const count = Math.max(1, Math.min(most, Math.floor(missing.length / each)))
    const begun = runs.length
    const more = split(missing, count).map((positions, at) =>
      runCutJob({
        seed: seed + begun + at,
        items: rounds,
        positions,
        concurrency: 1 + (at % 3),
        database: databaseOf(begun + at),
        onProgress: (line) => onProgress?.(`${name}, job ${begun + at}: ${line}`),
      }),
    )
    runs.push(...(await Promise.all(more)))
    const cut = new Set(runs.flatMap((run) => [...run.cut]))
    missing = missing.filter((position) => !cut.has(position))
  }
  return { name, runs, missing }
}

/** Into so many parts of neighbours, or fewer. */
function split(positions: readonly number[], count: number): (readonly number[])[] {
  const share = Math.ceil(positions.length / count)
  return Array.from({ length: Math.ceil(positions.length / share) }, (_, at) =>
    positions.slice(at * share, (at + 1) * share),
  )
}

const sum = (runs: readonly CutRun[], numberOf: (run: CutRun) => number) =>
  runs.reduce((total, run) => total + numberOf(run), 0)
const count = (words: readonly string[], prefix: string): [string, number][] =>
  Object.entries(countBy(words, (word) => `${prefix} ${word}`))

const countRuns = (runs: readonly CutRun[]): [string, number][] => [
  ['jobs', runs.length],
  ['kills', sum(runs, ({ kills }) => kills)],
  ['pauses that were resumed', sum(runs, ({ resumed }) => resumed)],
  ...count(
    runs.flatMap(({ points }) => points),
    'positions cut at',
  ),
  ...count(
    runs.flatMap(({ states }) => states),
    'items in the end',
  ),
]

/** A job has a database of its own: what lies there is only about it. */
function schemaOf(database: string, nth: number): string {
  const url = new URL(database)
  url.searchParams.set('schema', `${url.searchParams.get('schema') ?? 'faults'}_${nth}`)
  return url.href
}
