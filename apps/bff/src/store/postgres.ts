// PostgreSQL behind Kysely: one code path with SQLite above this file. The library is only loaded by who uses it.
import { callbackify } from 'node:util'
import { PostgresDialect } from 'kysely'
import type { Dialect, PostgresCursor, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type { ClientBase, Pool, PoolClient, PoolConfig } from 'pg'
import type { DatabaseAddress } from '../config/database.ts'
import { describeError, type Log } from '../log.ts'

/** Per console; every request that needs the database waits milliseconds for one. */
const CONNECTIONS = 10
const CONNECT_MS = 5_000
/** What takes longer is given up by the server, and a moment later by us: it may be behind a cable that is cut. */
const STATEMENT_MS = 10_000
const ANSWER_MS = STATEMENT_MS + 2_000
const IDLE_MS = 60_000
/** An operating system's own keep-alive begins after two hours. */
const KEEP_ALIVE_MS = 10_000
/** `pg_current_snapshot` and what migrations use. */
const OLDEST = 13

/** Object ids of types that the library hands over as text, and SQLite as numbers. */
const BIGINT = 20
const NUMERIC = 1_700

/** Answers when the server has been reached. Rejects with the library's error; `cureOfPostgres` knows what to do about it. */
export async function openPostgres(address: DatabaseAddress, log?: Log): Promise<Dialect> {
  const { default: pg } = await import('pg')
  const { host, port, database, user, password, schema, tls } = address
  const onError = (error: unknown) => {
    log?.warn(describeError(error), 'a connection to the database was lost')
  }
  // of this pool only: the library's own would change for everybody in the process
  const types = new pg.TypeOverrides()
  types.setTypeParser(BIGINT, Number)
  types.setTypeParser(NUMERIC, Number)
  const config: PoolConfig = {
    host,
    port,
    database,
    user,
    ...(password === undefined ? {} : { password }),
    // there is no switch that stops verifying
    ssl: tls === undefined ? false : { ...tls, rejectUnauthorized: true, servername: host },
    application_name: 'ece-console',
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: IDLE_MS,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: STATEMENT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    types,
    verify: (client, done) => {
      // a connection that is lost while somebody uses it says so twice: to them, and here; unheard it would end us
      client.on('error', onError)
      callbackify(() => prepare(client, schema))(done)
    },
  }
  const pool = new pg.Pool(config)
  pool.on('error', onError)
  try {
    await checkServer(pool)
  } catch (error) {
    await pool.end()
    throw error
  }
  const connect = async () => new Borrowed(await pool.connect())
  return new PostgresDialect({ pool: { connect, end: () => pool.end() } })
}

/** An acknowledged change survives a crash of the server, whatever its configuration says; `remote_apply` is more. */
const PREPARE = `select set_config('search_path', quote_ident($1), false), set_config('synchronous_commit',
  case current_setting('synchronous_commit') when 'remote_apply' then 'remote_apply' else 'on' end, false)`

const prepare = async (client: ClientBase, schema: string): Promise<void> => {
  await client.query(PREPARE, [schema])
}

async function checkServer(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ version: string }>('select version() as version')
  const version = rows[0]?.version ?? ''
  const major = Number(/^PostgreSQL (\d+)/.exec(version)?.[1] ?? 0)
  if (major < OLDEST) throw new TooOld(version)
}

class TooOld extends Error {
  constructor(version: string) {
    super(`it says it is ${version.slice(0, 40)}`)
  }
}

/** After an answer that did not come, nobody knows what the connection will say next: it is closed, not used again. */
class Borrowed implements PostgresPoolClient {
  readonly #client: PoolClient
  readonly #queries: Pick<PostgresPoolClient, 'query'>
  #lost: Error | undefined

  constructor(client: PoolClient) {
    this.#client = client
    // as Kysely's types have it: they know the commands and the rows better than the library's
    this.#queries = client
  }

  query<Row>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>>
  query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>
  query<Row>(
    asked: string | PostgresCursor<Row>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<Row>> | PostgresCursor<Row> {
    if (typeof asked !== 'string') throw new Error('streaming is not used')
    return this.#ask<Row>(asked, parameters)
  }

  async #ask<Row>(sql: string, parameters: readonly unknown[]) {
    if (this.#lost !== undefined) throw this.#lost
    try {
      return await this.#queries.query<Row>(sql, parameters)
    } catch (error) {
      if (codeOfPostgres(error) === undefined) this.#lost = asError(error)
      throw error
    }
  }

  release(): void {
    this.#client.release(this.#lost)
  }
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))

/** SQLSTATE of an answer of the server; undefined when the server answered nothing. */
export function codeOfPostgres(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined
}

const MAY_NOT =
  'Let the user make a schema in it (GRANT CREATE ON DATABASE), or make it for the user.'
const CURES: Readonly<Record<string, string>> = {
  '28P01': 'Correct user and password.',
  '28000': 'Let this user in from this host (pg_hba.conf), with TLS if it asks for TLS.',
  '3D000': 'Make the database, or correct its name.',
  '42501': MAY_NOT,
  '25006': 'It is read-only, as a standby is: give the address of the primary.',
  '53300': 'It has no connection left: raise max_connections; each console takes up to 10.',
  '57P03': 'It is starting or stopping: try again in a moment.',
}

/** What to do about an error of `openPostgres`, or of the first statements after it. */
export function cureOfPostgres(error: unknown): string {
  if (error instanceof TooOld) return `Use PostgreSQL ${OLDEST} or newer.`
  const code = codeOfPostgres(error)
  if (code !== undefined) return CURES[code] ?? 'Look into the log of PostgreSQL.'
  const text = whyOf(error)
  if (/CERT|certificate|altname/i.test(text)) {
    return 'Name the file of the CA that signed its certificate in sslrootcert, and the host as the certificate does.'
  }
  if (text.includes('not support SSL')) {
    return 'Switch TLS on in PostgreSQL (ssl = on), or set sslmode=disable where the network is trusted.'
  }
  return 'Start it, or correct host and port in DATABASE_URL.'
}

/** One line; the reasons of a host with several addresses are inside its error. */
export function whyOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return whyOf(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && error.message === '' ? String(error.code) : error.message
}
