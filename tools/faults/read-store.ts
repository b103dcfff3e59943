// The console's store, read from outside while no console runs: what it says there is what the next one will find.
import { openDatabase } from './database.ts'

type Row = Readonly<Record<string, unknown>>

/** What `pg` has, as far as it is used here; it belongs to the server, so its name is put together at run time. */
interface Module {
  readonly default: {
    readonly Client: new (options: { connectionString: string; options: string }) => {
      connect(): Promise<void>
      query(sql: string): Promise<{ rows: Row[] }>
      end(): Promise<void>
    }
  }
}
const NAME = ['p', 'g'].join('')

/** Rows of one statement without parameters, on whichever store the consoles of `dataDir` have. */
export async function readStore(
  { dataDir, database }: { readonly dataDir: string; readonly database?: string | undefined },
  sql: string,
): Promise<readonly Row[]> {
  if (database === undefined) {
    const file = await openDatabase(dataDir)
    try {
      return file.prepare(sql).all()
    } finally {
      file.close()
    }
  }
  const url = new URL(database)
  const schema = url.searchParams.get('schema') ?? 'public'
  url.search = ''
  // it exports a class of this name
  const { default: pg } = (await import(NAME)) as Module
  const client = new pg.Client({
    connectionString: url.href,
    options: `-c search_path=${schema}`,
  })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
