// `ece-console audit …`: the log without a browser, beside a running console or without one.
import { createWriteStream, existsSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { readDatabase } from '../config/database.ts'
import { keySource, readKey } from '../config/key-file.ts'
import { describeProblems, type Problem, type Report } from '../config/problems.ts'
import { createLog } from '../log.ts'
import { DATABASE_FILE } from '../store/database-file.ts'
import { openStore, type Store } from '../store/open.ts'
import { createAudit } from './audit.ts'
import { readChain, readEnd } from './chain.ts'
import { writeExport } from './export.ts'
import { createSeal, readPublicKey, type Seal } from './seal.ts'
import { followLog, showRecords } from './show.ts'
import { sayFile, sayVerdict } from './verdict.ts'
import { verifyFile } from './verify-file.ts'
import { verifyStore } from './verify-store.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Print = (text: string) => void

export const AUDIT_USAGE = `Usage: ece-console audit COMMAND

  verify [--from N] [--to N] [--checkpoints FILE] [--known-loss N,N]
                      prove that no record was changed, removed or added
  verify --file EXPORT.jsonl --pubkey FILE
                      the same for an exported file, with the public key alone
  export [--format jsonl|csv] [--out FILE]
                      write the whole log to a file or to standard output
  tail [--count N] [--follow]
                      the newest records, one line each
  show ID             the story of a change or job, or all of the record with that number
  key                 print the public key that checkpoints and exports are signed with

DATA_DIR, DATABASE_URL, SECRET_KEY_FILE and AUDIT_CHECKPOINT_FILE say where, as for serve.
verify ends with 0: whole; 1: tampered with; 2: changes older than 10 minutes without an end; 3: unreadable.`

/** The command line is wrong; the message says how. */
export class UsageProblem extends Error {}

interface Place {
  readonly dataDir: string
  readonly key: Buffer
  readonly checkpointFile: string
  readonly store: Store
  readonly seal: Seal
}

/** Answers the exit status. Throws `UsageProblem`, `StoreProblem`, and Node's errors about files. */
export async function runAudit(
  argv: readonly string[],
  environment: Environment,
  print: Print,
): Promise<number> {
  const [command, ...rest] = argv
  switch (command) {
    case 'verify':
      return verify(rest, environment, print)
    case 'export':
      return withPlace(environment, (place) => exportAll(rest, place))
    case 'tail': {
      const { count, follow } = parse(rest, {
        count: { type: 'string', short: 'n' },
        follow: { type: 'boolean', short: 'f' },
      }).values
      const lines = wholeOf('--count', count) ?? 20
      return withPlace(environment, ({ store }) =>
        followLog(store, lines, follow === true, print).then(() => 0),
      )
    }
    case 'show': {
      const [id] = parse(rest, {}, true).positionals
      if (id === undefined) throw new UsageProblem(`show needs an id.\n\n${AUDIT_USAGE}`)
      return withPlace(environment, async ({ store }) =>
        (await showRecords(store, id, print)) ? 0 : 1,
      )
    }
    case 'key':
      print(createSeal(keyOf(environment)).publicKey.trimEnd())
      return 0
    default:
      throw new UsageProblem(AUDIT_USAGE)
  }
}

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options']

function parse<const Given extends NonNullable<Options>>(
  args: readonly string[],
  options: Given,
  allowPositionals = false,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageProblem(`${why}\n\n${AUDIT_USAGE}`, { cause: error })
  }
}

function wholeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new UsageProblem(`${name} takes a whole number from 1 on, not "${text}".`)
}

async function verify(args: readonly string[], environment: Environment, print: Print) {
  const { values } = parse(args, {
    from: { type: 'string' },
    to: { type: 'string' },
    checkpoints: { type: 'string' },
    'known-loss': { type: 'string' },
    file: { type: 'string' },
    pubkey: { type: 'string' },
  })
  if (values.file !== undefined) {
    if (values.pubkey === undefined) {
      throw new UsageProblem('--file needs --pubkey: what "ece-console audit key" prints.')
    }
    const publicKey = readPublicKey(readFileSync(values.pubkey, 'utf8'))
    return sayFile(await verifyFile(values.file, publicKey), print)
  }
  const from = wholeOf('--from', values.from)
  const to = wholeOf('--to', values.to)
  const losses = values['known-loss']?.split(',') ?? []
  const known = new Set(losses.map((text) => wholeOf('--known-loss', text) ?? 0))
  return withPlace(environment, async ({ store, seal, checkpointFile }) => {
    const verdict = await verifyStore({
      store,
      seal,
      checkpointFile: values.checkpoints ?? checkpointFile,
      from,
      to,
      known,
      onProgress: showProgress(),
    })
    return sayVerdict(verdict, Date.now(), print)
  })
}

/** On a terminal, and not where the output goes. */
function showProgress() {
  let shown = 0
  return (seq: number, of: number) => {
    if (!process.stderr.isTTY || (seq < of && performance.now() - shown < 500)) return
    shown = performance.now()
    process.stderr.write(seq < of ? `\r${seq} of ${of} records` : '\r\u001b[K')
  }
}

async function exportAll(args: readonly string[], place: Place): Promise<number> {
  const { values } = parse(args, { format: { type: 'string' }, out: { type: 'string' } })
  const { format = 'jsonl', out } = values
  if (format !== 'jsonl' && format !== 'csv') {
    throw new UsageProblem(`--format is jsonl or csv, not "${format}".`)
  }
  const { store, seal } = place
  const audit = createAudit({
    ...place,
    now: Date.now,
    log: createLog('silent'),
    boot: randomUUID(),
  })
  const who = `by ${userInfo().username} on the command line`
  await audit.append({
    stage: 'export',
    event: 'audit_exported',
    evidence: `${format}: the whole log, ${who}`,
  })
  const { head } = await readEnd(store)
  const facts = { chain: head.chain, at: Date.now(), filter: '' }
  const text = Readable.from(writeExport(readChain(store, 0, head.seq), format, facts, seal))
  const target = out === undefined ? process.stdout : createWriteStream(out, { mode: 0o600 })
  await pipeline(text, target, { end: out !== undefined })
  return 0
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

function keyOf(environment: Environment): Buffer {
  const source = keySource(dataDirOf(environment), environment['SECRET_KEY_FILE'] || undefined)
  const key = readOrThrow((report) => readKey(source, false, report))
  // stands for a key that is yet to be made
  if (key.length > 0) return key
  throw new UsageProblem(`There is no key file ${source.path}: set DATA_DIR or SECRET_KEY_FILE.`)
}

async function withPlace(
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
  try {
    return await work({ dataDir, key, checkpointFile, store, seal: createSeal(key) })
  } finally {
    await store.destroy()
  }
}
