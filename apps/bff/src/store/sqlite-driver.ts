// Kysely's own driver has one connection and lets SQLite wait for locks, which stops the process. This one reads beside
// writes (WAL allows it), writes one after the other, and waits for other processes without stopping anybody.
import { setTimeout as delay } from 'node:timers/promises'
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'

/** What `node:sqlite` and its stand-in have in common, as far as we use it. */
export interface NativeDatabase {
  exec(sql: string): void
  prepare(sql: string): NativeStatement
  close(): void
}
interface NativeStatement {
  all(...values: readonly unknown[]): Record<string, unknown>[]
  run(...values: readonly unknown[]): { readonly changes: number | bigint }
}

interface SqliteFile {
  readonly reader: NativeDatabase
  readonly writer: NativeDatabase
  /** False when the file was moved, deleted or replaced: what is written now would be found by nobody. */
  readonly isInPlace: () => boolean
}

/** Another process (`npx ece-console …` beside a running console, a backup) may hold the file that long. */
const PATIENCE_MS = 2_000
const LOOK_AGAIN_MS = 20
/** Statement texts are few (Kysely compiles the same ones); the bound is for generated ones. */
const MAX_PREPARED = 500

const BUSY = 5
/** SQLite's primary result code, such as 5 for "busy"; undefined for errors that are not its own. */
export function codeOfSqlite(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
}

interface Access {
  readonly read: Run
  readonly write: Run
  /** Resolves when it is this one's turn to write, to what ends the turn. */
  readonly takeTurn: () => Promise<() => void>
}

class Connection implements DatabaseConnection {
  readonly #file: Access
  /** Set while this connection is the one that writes. */
  #endTurn: (() => void) | undefined

  constructor(file: Access) {
    this.#file = file
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { sql, parameters } = query
    // inside a transaction, which has the lock already
    if (this.#endTurn !== undefined) return result<Row>(this.#file.write(sql, parameters))
    const deadline = performance.now() + PATIENCE_MS
    if (READS.test(sql)) {
      return result<Row>(await patiently(deadline, () => this.#file.read(sql, parameters)))
    }
    const endTurn = await this.#file.takeTurn()
    try {
      return result<Row>(await patiently(deadline, () => this.#file.write(sql, parameters)))
    } finally {
      endTurn()
    }
  }

  streamQuery(): never {
    throw new Error('streaming is not used')
  }

  async begin(): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS
    this.#endTurn = await this.#file.takeTurn()
    // immediate: a transaction that reads first and finds the lock taken later could only start all over again
    await patiently(deadline, () => this.#file.write('begin immediate', []))
  }

  end(how: 'commit' | 'rollback'): void {
    this.#file.write(how, [])
  }

  release(): void {
    this.#endTurn?.()
    this.#endTurn = undefined
  }
}

/** With `writer` and `reader` of the same file, both with a short `busy_timeout`. */
export function createDriver({ reader, writer, isInPlace }: SqliteFile): Driver {
  const read = createRun(reader)
  const write = createRun(writer)
  let last = Promise.resolve()
  const takeTurn = async () => {
    const before = last
    const { promise, resolve } = withResolvers()
    last = promise
    await before
    return resolve
  }
  const file = {
    read,
    write: (sql: string, parameters: readonly unknown[]) => {
      if (!isInPlace()) throw new Error('the database file was moved away or replaced')
      return write(sql, parameters)
    },
    takeTurn,
  }
  // the only connections there are come from `acquireConnection`
  const ours = (connection: DatabaseConnection) => {
    if (connection instanceof Connection) return connection
    throw new Error('a connection of another driver was used')
  }
  return {
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(new Connection(file)),
    beginTransaction: (connection) => ours(connection).begin(),
    commitTransaction: async (connection) => ours(connection).end('commit'),
    rollbackTransaction: async () => {
      // a full disk has ended the transaction already, and that must not hide why
      try {
        write('rollback', [])
      } catch {}
    },
    releaseConnection: async (connection) => ours(connection).release(),
    destroy: async () => {
      reader.close()
      // closing does it too, but not while a prepared statement waits to be collected: a copy of the file alone is whole
      try {
        writer.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      } catch {}
      writer.close()
    },
  }
}

interface Ran {
  readonly rows: readonly Record<string, unknown>[]
  readonly changes?: number | bigint
}
type Run = (sql: string, parameters: readonly unknown[]) => Ran

/** Values are bound, never part of the text. */
const READS = /^\s*select\b/i
/** `StatementSync.columns()` would tell, but Node has it from 22.16 only. */
const ANSWERS_ROWS = /^\s*(?:select|with|pragma)\b|\breturning\b/i

function createRun(database: NativeDatabase): Run {
  const prepared = new Map<string, NativeStatement>()
  return (sql, parameters) => {
    let statement = prepared.get(sql)
    if (statement === undefined) {
      if (prepared.size >= MAX_PREPARED) prepared.clear()
      statement = database.prepare(sql)
      prepared.set(sql, statement)
    }
    if (ANSWERS_ROWS.test(sql)) return { rows: statement.all(...parameters) }
    return { rows: [], changes: statement.run(...parameters).changes }
  }
}

async function patiently(deadline: number, run: () => Ran): Promise<Ran> {
  for (;;) {
    try {
      return run()
    } catch (error) {
      if (codeOfSqlite(error) !== BUSY || performance.now() > deadline) throw error
      await delay(LOOK_AGAIN_MS)
    }
  }
}

function result<Row>({ rows, changes }: Ran): QueryResult<Row> {
  return {
    // Kysely's types say which columns a statement answers; SQLite does not
    rows: rows as Row[],
    ...(changes === undefined ? {} : { numAffectedRows: BigInt(changes) }),
  }
}

/** `Promise.withResolvers` is in Node from 22. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
