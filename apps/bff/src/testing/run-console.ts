// A whole console on a free port, with its own data folder, its log in memory and a clock in the test's hands.
import { rmSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readConfig } from '../config.ts'
import type { Config, Environment } from '../config.ts'
import { describeProblems } from '../config/problems.ts'
import { createConsole } from '../console.ts'
import type { ConsoleParts } from '../console.ts'
import { createLog } from '../log.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/open.ts'
import { Browser } from './browser.ts'
import { makeDataDir, storeEnvironment } from './stores.ts'

export { makeDataDir }

export interface Running {
  /** The address that it listens on, also when browsers use another one. */
  readonly url: string
  readonly config: Config
  readonly store: Store
  readonly server: Server
  /** Where its metrics are read; empty without METRICS_PORT. */
  readonly metricsUrl: string
  /** Lines of the log so far. */
  readonly logged: string[]
  /** Milliseconds that the console's clock is ahead of the real one. */
  ahead: number
  readonly browser: (cookie?: string) => Browser
  readonly tick: () => Promise<void>
  readonly stop: () => Promise<void>
}

function addressOf(server: Server): string {
  // a server that listens on a port has such an address
  const { port } = server.address() as AddressInfo
  return `http://localhost:${port}`
}

export async function runConsole(
  environment: Environment,
  overrides: Partial<Config> = {},
  parts: Pick<ConsoleParts, 'jobPace' | 'settleMs'> = {},
): Promise<Running> {
  const dataDir = environment.DATA_DIR ?? makeDataDir()
  const place = await storeEnvironment(dataDir)
  // thousands of folders with a reserve each would fill the disk that it is for
  const small = { PORT: '0', AUDIT_RESERVE_MB: '0' }
  const read = readConfig({ ...small, ...place, ...environment }, { createKey: true })
  if ('problems' in read) throw new Error(describeProblems(read.problems))
  const config = { ...read.config, ...overrides }
  const logged: string[] = []
  const log = createLog('debug', { write: (line) => void logged.push(line) })
  const store = await openStore(config.dataDir, config.key, { database: config.database, log })
  const console = createConsole({
    ...parts,
    config,
    store,
    log,
    now: () => Date.now() + running.ahead,
  })
  await console.listen()
  // a server that listens on a port has such an address
  const { port } = console.server.address() as AddressInfo
  const url = `${config.tls === undefined ? 'http' : 'https'}://localhost:${port}`
  const running: Running = {
    url,
    config,
    store,
    server: console.server,
    metricsUrl: console.metricsServer === undefined ? '' : addressOf(console.metricsServer),
    logged,
    ahead: 0,
    browser: (cookie) => new Browser(url, cookie),
    tick: () => console.tick(),
    stop: async () => {
      await console.stop(0)
      if (environment.DATA_DIR === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
  }
  return running
}
