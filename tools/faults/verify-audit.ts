import { runConsoleCommand } from './command-line.ts'

/** `ece-console audit verify` on the data of `dataDir`: its exit code, and all it said. */
export async function verifyAudit(
  dataDir: string,
  database?: string,
  build?: string,
): Promise<{ code: number; said: string }> {
  const variables = {
    ECE_URL: 'http://127.0.0.1:9',
    DATA_DIR: dataDir,
    ...(database === undefined ? {} : { DATABASE_URL: database }),
  }
  const { code = -1, said } = await runConsoleCommand(['audit', 'verify'], variables, build)
  return { code, said }
}
