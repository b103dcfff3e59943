// What every `ece-console audit …` begins with: its arguments, the key and the database.
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { readDatabase } from '../config/database.ts'
import { keySource, readKey } from '../config/key-file.ts'
import { describeProblems, type Problem, type Report } from '../config/problems.ts'
import { createLog } from '../log.ts'
import { DATABASE_FILE } from '../store/database-file.ts'
import { openStore, type Store } from '../store/open.ts'
import { createAudit, type Audit } from './audit.ts'
import { createSeal, type Seal } from './seal.ts'

export type Environment = Readonly<Record<string, string | undefined>>
export type Print = (text: string) => void

/** The command line is wrong, or what it asks for may not be done; the message says why and what to do. */
export class UsageProblem extends Error {}

export interface Place {
  readonly dataDir: string
  readonly key: Buffer
  readonly checkpointFile: string
  readonly secondFile: string | undefined
  readonly store: Store
  readonly seal: Seal
  /** Of a process that is no console: it only appends. */
  readonly audit: Audit
  /** For `boot` of records. */
  readonly boot: string
}

/** As records about the command line name who was there. */
export const sayWho = () => `by ${userInfo().username} on the command line`

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options']

/** Throws `UsageProblem` with `usage`. */
export function parse<const Given extends NonNullable<Options>>(
  args: readonly string[],
  options: Given,
  usage: string,
  allowPositionals = false,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageProblem(`${why}\n\n${usage}`, { cause: error })
  }
}

export function wholeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new UsageProblem(`${name} takes a whole number from 1 on, not "${text}".`)
}

/** Numbers with commas between them, of records about losses that are accepted. */
export const readKnown = (text: string | undefined): ReadonlySet<number> =>
  new Set((text?.split(',') ?? []).map((one) => wholeOf('--known-loss', one) ?? 0))

/** A key file of its own, such as the one before or after a replacement. */
export function readKeyFile(path: string): Buffer {
  return readOrThrow((report) => readKey({ path, variable: 'SECRET_KEY_FILE' }, false, report))
}

/** Only what the log needs: whoever verifies a copy has no ECE to name. */
function readOrThrow<Found>(read: (report: Report) => Found | undefined) {
  const problems: Problem[] = []
  const found = read((variable, wrong, cure) => {
    problems.push({ variable, wrong, cure })
    return undefined
  })
  if (found === undefined || problems.length > 0) throw new UsageProblem(describeProblems(problems))
  return found
}

const dataDirOf = (environment: Environment) => resolve(environment['DATA_DIR'] || 'data')

export function keyOf(environment: Environment): Buffer {
  const source = keySource(dataDirOf(environment), environment['SECRET_KEY_FILE'] || undefined)
  const key = readOrThrow((report) => readKey(source, false, report))
  // stands for a key that is yet to be made
  if (key.length > 0) return key
  throw new UsageProblem(`There is no key file ${source.path}: set DATA_DIR or SECRET_KEY_FILE.`)
}

export async function withPlace(
  environment: Environment,
  work: (place: Place) => Promise<number>,
): Promise<number> {
  const dataDir = dataDirOf(environment)
  const key = keyOf(environment)
  const url = environment['DATABASE_URL'] || undefined
  const database =
    url === undefined ? undefined : readOrThrow((report) => readDatabase(url, report))
  const checkpointFile = resolve(
    environment['AUDIT_CHECKPOINT_FILE'] || join(dataDir, 'audit-checkpoints.jsonl'),
  )
  const file = join(dataDir, DATABASE_FILE)
  if (database === undefined && !existsSync(file)) {
    throw new UsageProblem(`There is no database ${file}: set DATA_DIR or DATABASE_URL.`)
  }
  const store = await openStore(dataDir, key, { database })
  const boot = randomUUID()
  const audit = createAudit({
    store,
    key,
    checkpointFile,
    now: Date.now,
    log: createLog('silent'),
    boot,
  })
  const secondFile = environment['AUDIT_SECOND_FILE'] || undefined
  try {
    return await work({
      dataDir,
      key,
      checkpointFile,
      secondFile,
      store,
      seal: createSeal(key),
      audit,
      boot,
    })
  } finally {
    await store.destroy()
  }
}
