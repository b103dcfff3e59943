// `ece-console audit …`: the log without a browser, beside a running console or without one.
import { createWriteStream, readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { readChain, readEnd } from './chain.ts'
import {
  keyOf,
  parse,
  readKeyFile,
  readKnown,
  sayWho,
  UsageProblem,
  wholeOf,
  withPlace,
  type Environment,
  type Place,
  type Print,
} from './command-place.ts'
import { writeExport } from './export.ts'
import { runHold } from './hold.ts'
import { runPrune } from './prune-command.ts'
import { runReconcile } from './reconcile-command.ts'
import { readNames } from './redact.ts'
import { runReplaceKey } from './replace-key.ts'
import { createSeal, readPublicKey } from './seal.ts'
import { followLog, plain, showRecords } from './show.ts'
import { saySecondFile, sayFile, sayVerdict, TAMPERED } from './verdict.ts'
import { verifyFile } from './verify-file.ts'
import { verifySecondFile } from './verify-second-file.ts'
import { verifyStore } from './verify-store.ts'

export { UsageProblem } from './command-place.ts'

export const AUDIT_USAGE = `Usage: ece-console audit COMMAND

  verify [--from N] [--to N] [--checkpoints FILE] [--known-loss N,N] [--old-key FILE]...
         [--second-file FILE]...
                      prove that no record was changed, removed or added; with AUDIT_SECOND_FILE or
                      --second-file also that the second copy, with all its parts, says the same
  verify --file EXPORT.jsonl --pubkey FILE
                      the same for an exported file, with the public key alone
  export [--format jsonl|csv] [--out FILE] [--redact-users]
                      write the whole log to a file or to standard output
  tail [--count N] [--follow]
                      the newest records, one line each
  show ID             the story of a change or job, or all of the record with that number
  reconcile           changes whose outcome is unknown, with the evidence
  reconcile --note ID --text TEXT
                      put a note about one of them on record; no record is changed
  prune --out FOLDER [--before YYYY-MM-DD] [--dry-run] [--known-loss N,N]
                      write months that ended before that day to files, and drop them from the database
  hold --reason TEXT  from now on nothing is pruned; hold --lift --reason TEXT ends it
  key                 print the public key that checkpoints and exports are signed with
  replace-key --new-key FILE [--known-loss N,N]
                      let another key file take over; every console must be stopped

DATA_DIR, DATABASE_URL, SECRET_KEY_FILE, AUDIT_CHECKPOINT_FILE and AUDIT_SECOND_FILE say where, as for serve.
verify ends with 0: whole; 1: tampered with; 2: changes older than 10 minutes without an end; 3: unreadable.`

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
      const { count, follow } = parse(
        rest,
        { count: { type: 'string', short: 'n' }, follow: { type: 'boolean', short: 'f' } },
        AUDIT_USAGE,
      ).values
      const lines = wholeOf('--count', count) ?? 20
      return withPlace(environment, ({ store }) =>
        followLog(store, lines, follow === true, print).then(() => 0),
      )
    }
    case 'show': {
      const [id] = parse(rest, {}, AUDIT_USAGE, true).positionals
      if (id === undefined) throw new UsageProblem(`show needs an id.\n\n${AUDIT_USAGE}`)
      return withPlace(environment, async ({ store }) =>
        (await showRecords(store, id, print)) ? 0 : 1,
      )
    }
    case 'key':
      print(createSeal(keyOf(environment)).publicKey.trimEnd())
      return 0
    case 'reconcile':
      return withPlace(environment, (place) => runReconcile(rest, AUDIT_USAGE, place, print))
    case 'prune': {
      const days = environment['AUDIT_RETENTION_DAYS'] || undefined
      return withPlace(environment, (place) => runPrune(rest, AUDIT_USAGE, place, print, days))
    }
    case 'hold':
      return withPlace(environment, (place) => runHold(rest, AUDIT_USAGE, place, print))
    case 'replace-key':
      return runReplaceKey(rest, AUDIT_USAGE, environment, print)
    default:
      throw new UsageProblem(AUDIT_USAGE)
  }
}

async function verify(args: readonly string[], environment: Environment, print: Print) {
  const options = {
    from: { type: 'string' },
    to: { type: 'string' },
    checkpoints: { type: 'string' },
    'known-loss': { type: 'string' },
    'old-key': { type: 'string', multiple: true },
    'second-file': { type: 'string', multiple: true },
    file: { type: 'string' },
    pubkey: { type: 'string' },
  } as const
  const { values } = parse(args, options, AUDIT_USAGE)
  // whoever tampered may have written what would wipe the verdict off the terminal
  const say: Print = (text) => print(plain(text))
  if (values.file !== undefined) {
    if (values.pubkey === undefined) {
      throw new UsageProblem('--file needs --pubkey: what "ece-console audit key" prints.')
    }
    const publicKey = readPublicKey(readFileSync(values.pubkey, 'utf8'))
    return sayFile(await verifyFile(values.file, publicKey).catch(explainFile), say)
  }
  const from = wholeOf('--from', values.from)
  const to = wholeOf('--to', values.to)
  const known = readKnown(values['known-loss'])
  const old = (values['old-key'] ?? []).map((path) => createSeal(readKeyFile(path)))
  return withPlace(environment, async ({ store, seal, checkpointFile, secondFile }) => {
    const verdict = await verifyStore({
      store,
      seal,
      old,
      checkpointFile: values.checkpoints ?? checkpointFile,
      from,
      to,
      known,
      onProgress: showProgress(),
    })
    const status = sayVerdict(verdict, Date.now(), say)
    const files = values['second-file'] ?? (secondFile === undefined ? [] : [secondFile])
    if (files.length === 0) return status
    const second = await verifySecondFile({ store, seal, old, files }).catch(explainFile)
    return saySecondFile(second, Date.now(), say) === TAMPERED ? TAMPERED : status
  })
}

/** A file that is not there is no failure of ours. */
function explainFile(error: unknown): never {
  if (!(error instanceof Error && 'path' in error && 'code' in error)) throw error
  const { code, path } = error
  throw new UsageProblem(`${String(path)} cannot be read (${String(code)}).`, { cause: error })
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
  const options = {
    format: { type: 'string' },
    out: { type: 'string' },
    'redact-users': { type: 'boolean' },
  } as const
  const { values } = parse(args, options, AUDIT_USAGE)
  const { format = 'jsonl', out, 'redact-users': isRedacted = false } = values
  if (format !== 'jsonl' && format !== 'csv') {
    throw new UsageProblem(`--format is jsonl or csv, not "${format}".`)
  }
  const { store, seal, audit } = place
  await audit.append({
    stage: 'export',
    event: 'audit_exported',
    evidence: `${format}: the whole log${isRedacted ? ', without names' : ''}, ${sayWho()}`,
  })
  const { head } = await readEnd(store)
  const facts = { chain: head.chain, at: Date.now(), filter: '' }
  const names = isRedacted ? await readNames(store) : undefined
  const pages = readChain(store, 0, head.seq)
  const text = Readable.from(writeExport(pages, format, facts, seal, names))
  const target = out === undefined ? process.stdout : createWriteStream(out, { mode: 0o600 })
  await pipeline(text, target, { end: out !== undefined })
  return 0
}
