// For tests: an audit log in a store of its own, with a clock in the test's hands.
import { join } from 'node:path'
import { createLog } from '../log.ts'
import type { Store } from '../store/open.ts'
import { makeDataDir, openTestStore } from '../testing/stores.ts'
import { createAudit, type Audit, type AuditParts } from './audit.ts'
import type { AuditEntry } from './entry.ts'
import { createSeal } from './seal.ts'
import { verifyStore, type StoreVerdict } from './verify-store.ts'

export const KEY = Buffer.alloc(32, 7)
export const SEAL = createSeal(KEY)

export interface TestLog {
  readonly dataDir: string
  readonly store: Store
  readonly audit: Audit
  readonly checkpointFile: string
  readonly logged: string[]
  /** Milliseconds since 1970. */
  at: number
  /** Another process on the same database. */
  readonly restart: () => Audit
  readonly verify: (store?: Store, known?: readonly number[]) => Promise<StoreVerdict>
}

export async function openTestLog(
  dataDir = makeDataDir(),
  more: Partial<AuditParts> = {},
): Promise<TestLog> {
  const store = await openTestStore(dataDir, KEY)
  const checkpointFile = join(dataDir, 'checkpoints.jsonl')
  const logged: string[] = []
  const log = createLog('debug', { write: (line) => void logged.push(line) })
  const now = () => state.at
  const restart = () =>
    createAudit({
      store,
      key: KEY,
      checkpointFile,
      now,
      log,
      boot: `boot-${logged.length}`,
      ...more,
    })
  const state: TestLog = {
    dataDir,
    store,
    audit: restart(),
    checkpointFile,
    logged,
    at: Date.UTC(2026, 10, 22, 3),
    restart,
    verify: (of = store, known = []) =>
      verifyStore({ store: of, seal: SEAL, checkpointFile, known: new Set(known) }),
  }
  return state
}

/** Some record about a change; `n` tells it from others. */
export const someEntry = (n: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
  stage: 'outcome',
  event: 'accepted',
  state: 'accepted',
  action_id: `change-${n}`,
  installation: 'default',
  user_name: n % 2 === 0 ? 'ada' : 'grace',
  operation: 'restartDeploymentEsResource',
  target: `deployments/${n}`,
  reason: `reason ${n}`,
  status: 202,
  ...more,
})
