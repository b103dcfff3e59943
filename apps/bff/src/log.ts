// Logs are read by many and kept for long: only the fields below can be logged. Headers, cookies, bodies and queries
// have no field, and an error's own message is left out because parsers quote what they read.
import { destination, pino } from 'pino'
import type { DestinationStream } from 'pino'
import { setTimeout } from 'node:timers/promises'

const TEXTS = [
  'request_id',
  'method',
  // row name or the console's own route; never the path as it was sent
  'row',
  'installation',
  // first 8 characters of the session key
  'session',
  'user_name',
  'auth',
  'code',
  'ece_request_id',
  // idempotency key of a change
  'change',
  'state',
  // path of a response field that broke the contract
  'field',
  'url',
  'signal',
  'error',
  'frames',
] as const
const NUMBERS = [
  'status',
  'ms',
  'ece_status',
  'count',
  'generation',
  // of records of the audit log
  'from_seq',
  'to_seq',
] as const
const FLAGS = ['aborted'] as const

/** Everything that a log line may say besides its fixed sentence. */
export type LogFields = { readonly [Name in (typeof TEXTS)[number]]?: string | undefined } & {
  readonly [Name in (typeof NUMBERS)[number]]?: number | undefined
} & { readonly [Name in (typeof FLAGS)[number]]?: boolean | undefined }

const FIELDS = new Set<string>([...TEXTS, ...NUMBERS, ...FLAGS])

const onlyKnown = (fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => FIELDS.has(name)))

type Write = (fields: LogFields, message: string) => void
export interface Log {
  /** The line of a finished request, at level `info`: the one that is written by the thousand. */
  readonly request: (fields: LogFields) => void
  readonly debug: Write
  readonly info: Write
  readonly warn: Write
  readonly error: Write
  /**
   * Writes what waits; what is logged afterwards is lost. To be awaited before the process ends. False when the reader has
   * stopped reading: a thread of Node's waits for it then, and `process.exit` for that thread. Never rejects.
   */
  readonly end: () => Promise<boolean>
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** A reader of our output that stopped reading must not fill our memory: then lines are lost. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024
/** For a reader that has stopped reading. */
const LONGEST_END_MS = 1_000
/** Lines are written together, at most this late; a write for each costs more than all else about it. */
const FLUSH_MS = 100
const FLUSH_BYTES = 32 * 1024
/** What a pipe holds. */
const WRITE_BYTES = 64 * 1024

interface Output extends DestinationStream {
  /** See `Log`. */
  readonly end?: () => Promise<boolean>
}

/**
 * Standard output, written in the background; what is left is written when the process ends, killing it excepted. The
 * lines of one turn of the loop are handed over together: handing over one costs three times what making it does.
 */
function toOutput(): Output {
  const output = destination({
    dest: 1,
    sync: false,
    minLength: FLUSH_BYTES,
    maxWrite: WRITE_BYTES,
    maxLength: MOST_WAITING_BYTES,
    periodicFlush: FLUSH_MS,
  })
  let lines = ''
  const handOver = () => {
    if (lines !== '') output.write(lines)
    lines = ''
    waiting.delete(handOver)
  }
  return {
    write: (line) => {
      if (lines === '') {
        setImmediate(handOver)
        waiting.add(handOver)
      }
      lines += line
    },
    end: async () => {
      handOver()
      const written = new Promise<boolean>((resolve) => output.flush(() => resolve(true)))
      const isWritten = await Promise.race([written, setTimeout(LONGEST_END_MS, false)])
      // at the exit sonic-boom writes again and again what nobody takes any more: such a process could only be killed
      output.flushSync = () => undefined
      return isWritten
    },
  }
}

/** Outputs with lines of this turn; one listener for all of them. */
const waiting = new Set<() => void>()
// before pino's own listener, which writes what it was given
process.prependListener('exit', () => {
  for (const handOver of waiting) handOver()
})

/** JSON lines on standard output, or on `destination`. `message` must be a fixed sentence. */
export function createLog(level: LogLevel, output: Output = toOutput()): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      // the types forbid other fields as well; this holds when somebody casts
      log: (fields: Record<string, unknown>) => {
        for (const name in fields) if (!FIELDS.has(name)) return onlyKnown(fields)
        return fields
      },
    },
  }
  const log = pino(options, output)
  // the same line as `log.info` makes, for a fifth of its cost
  const request = (fields: LogFields) => {
    const said = JSON.stringify(fields).slice(1, -1)
    output.write(`{"level":"info","time":"${new Date().toISOString()}",${said},"msg":"request"}\n`)
  }
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
    request: log.isLevelEnabled('info') ? request : () => undefined,
    end: async () => (await output.end?.()) ?? true,
  }
}

/** Name, code and stack frames of an error, without its message. */
export function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error }
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim())
    .join(' | ')
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  return { error: error.name, ...code, frames }
}
