// For tests: `ece-console audit …` over a log in a folder of its own.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeDataDir, storeEnvironment } from '../testing/stores.ts'
import { runAudit } from './command.ts'
import { KEY, openTestLog, type TestLog } from './test-log.ts'

export interface CommandLine {
  readonly log: TestLog
  /** With an exit status and what was printed; rejects with what the command says is wrong. */
  readonly run: (...argv: string[]) => Promise<{ readonly status: number; readonly text: string }>
  /** Variables from now on. */
  readonly set: (more: Readonly<Record<string, string>>) => void
}

export async function openCommandLine(): Promise<CommandLine> {
  const dataDir = makeDataDir()
  const log = await openTestLog(dataDir)
  writeFileSync(join(dataDir, 'key'), KEY.toString('base64'), { mode: 0o600 })
  let environment: Readonly<Record<string, string | undefined>> = {
    ...(await storeEnvironment(dataDir)),
    AUDIT_CHECKPOINT_FILE: log.checkpointFile,
  }
  return {
    log,
    set(more) {
      environment = { ...environment, ...more }
    },
    async run(...argv) {
      const printed: string[] = []
      const status = await runAudit(argv, environment, (text) => void printed.push(text))
      return { status, text: printed.join('\n') }
    },
  }
}
