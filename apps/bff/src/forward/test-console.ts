// For tests: the whole app in its real order, over a socket, with sessions in the test's hands and
// a scripted ECE behind.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Operation } from '@ece/api-types'
import type { SignedInUser } from '@ece/api-types/bff'
import { Router } from 'express'
import { createApp } from '../app.ts'
import { createAudit } from '../audit/audit.ts'
import { createRefusals } from '../audit/refusals.ts'
import { createChanges, type Changes } from '../changes/changes.ts'
import { createChangesRouter } from '../changes/router.ts'
import type { InstallationConfig, InstallationPolicy } from '../config/installation.ts'
import { createLimits } from '../http/limits.ts'
import { createServer } from '../http/server.ts'
import { createLog } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import type { Missing, SignedIn } from '../session/signed-in.ts'
import type { Store } from '../store/open.ts'
import { createTurns } from '../store/turns.ts'
import { ask, type Answer, type Ask } from '../testing/browser.ts'
import { openTestStore } from '../testing/stores.ts'
import { createEce, type Ece } from './ece.ts'
import { createForward } from './forward.ts'
import { json, startTestEce, type Script, type TestEce } from './test-ece.ts'

export const TOKEN = 'Bearer canary-token-1'
export const RENEWED = 'Bearer canary-token-2'

/**
 * Cookie `user=<name>` signs in as one of these; `user=expired` and `user=unavailable` are what
 * they say.
 */
export const USERS = {
  admin: { roles: ['ece_platform_admin'] },
  manager: { roles: ['ece_deployment_manager'] },
  viewer: { roles: ['ece_platform_viewer'] },
  /** Has the role, but ECE lists its permissions and no change is among them. */
  restricted: { roles: ['ece_platform_admin'], permissions: ['get-deployment'] },
  unknown: { roles: [] },
  old: { roles: ['ece_platform_admin'], ece_version: '2.5.0' },
} as const satisfies Record<string, Partial<SignedInUser>>
export type UserName = keyof typeof USERS

export interface TestConsole {
  readonly url: string
  readonly ece: TestEce
  readonly store: Store
  readonly logged: string[]
  readonly changes: Changes
  /** Names of users without a session that could stand in for them. */
  readonly signedOut: Set<string>
  /** What `renew` of every session answers. */
  renewed: string | undefined
  ended: number
  /**
   * Requests that came as far as to be asked who they are; what follows for a GET needs no further
   * turn of the loop.
   */
  asked: number
  /** Milliseconds until calls to ECE are given up, instead of the rows' own. */
  timeoutMs: number | undefined
  readonly ask: (
    request: Ask,
    user?: UserName | 'expired' | 'unavailable' | 'nobody',
  ) => Promise<Answer>
  /** As if the reconciler had concluded everything: the next change on the same target is not held up. */
  readonly freeTargets: () => Promise<void>
  readonly stop: () => Promise<void>
}

export interface TestConsoleOptions {
  readonly script?: Script
  readonly policy?: Partial<InstallationPolicy>
  /** Reused and left alone at the end, to play a restart. */
  readonly dataDir?: string
  readonly eceUrl?: string
  /** Good reads without a trace for so long mean that there is none. */
  readonly settleMs?: number
  readonly now?: () => number
}

const KEY = Buffer.alloc(32, 7)
const noPolicy = { read_only: false, require_reason: false, step_up: false, comment_reason: false }

export async function startTestConsole(options: TestConsoleOptions = {}): Promise<TestConsole> {
  const ece = await startTestEce(options.script ?? json(200, {}))
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'ece-forward-'))
  const store = await openTestStore(dataDir, KEY)
  const installation = (id: string): InstallationConfig => ({
    id,
    name: `Test ${id}`,
    url: options.eceUrl ?? ece.url,
    environment: 'test',
    colour: '#000000',
    policy: { ...noPolicy, ...options.policy },
  })
  const installations = [installation('default'), installation('other')]
  const logged: string[] = []
  const log = createLog('debug', { write: (line) => void logged.push(line) })
  const real = createEce(installation('default'))
  const hurried: Ece = {
    send: (one) => real.send({ ...one, timeoutMs: state.timeoutMs ?? one.timeoutMs }),
    json: (one) => real.json({ ...one, timeoutMs: state.timeoutMs ?? one.timeoutMs }),
    close: () => real.close(),
  }

  const find = (cookie: string | undefined, id: string): SignedIn | Missing => {
    const name = /user=(\w+)/.exec(cookie ?? '')?.[1] ?? 'none'
    if (name === 'expired' || name === 'unavailable') return name
    const found = installations.find((one) => one.id === id)
    // the names are the keys; anything else has no entry
    const user: Partial<SignedInUser> | undefined = USERS[name as UserName]
    if (user === undefined || found === undefined || id === 'other') return 'none'
    return {
      sessionKey: `session-of-${name}`,
      installation: found,
      user: {
        user_name: name,
        auth: 'password',
        permissions: [],
        roles: [],
        ece_version: '3.8.0',
        ...user,
      },
      generation: 1,
      fingerprint: () => 'f0f0f0f0f0f0',
      authorization: () => Promise.resolve(TOKEN),
      renew: () => Promise.resolve(state.renewed),
      end: () => {
        state.ended++
        return Promise.resolve()
      },
    }
  }
  const sessions = {
    middleware: Router(),
    router: Router(),
    keyOf: () => undefined,
    renewDue: () => Promise.resolve(),
    sweep: () => Promise.resolve(),
    flush: () => Promise.resolve(),
    find: (request: IncomingMessage, id: string) => {
      state.asked++
      return Promise.resolve(find(request.headers.cookie, id))
    },
    standIn: ({ installation: id, userName }: { installation: string; userName: string }) => {
      const found = state.signedOut.has(userName) ? 'none' : find(`user=${userName}`, id)
      return Promise.resolve(typeof found === 'object' ? found : undefined)
    },
  }
  const config = {
    host: '127.0.0.1',
    port: 0,
    trustProxy: [],
    dataDir,
    checkpointFile: join(dataDir, 'audit-checkpoints.jsonl'),
    key: KEY,
    installations,
    logLevel: 'debug',
    webRoot: dataDir,
  } as const
  const metrics = createMetrics()
  const { now = Date.now, settleMs } = options
  const boot = newKey()
  const eceFor = () => hurried
  const { checkpointFile } = config
  const audit = createAudit({ store, key: KEY, checkpointFile, now, log, boot })
  const changes = createChanges({
    store,
    eceFor,
    log,
    now,
    audit,
    sessions,
    turns: createTurns(store, boot, now),
    boot,
    ...(settleMs === undefined ? {} : { settleMs }),
  })
  await changes.start()
  const noteRefusal = createRefusals(audit, now)
  const forward = createForward({
    config,
    sessions,
    changes,
    log,
    metrics,
    eceFor,
    noteRefusal,
  })
  const app = createApp({
    config,
    log,
    metrics,
    sessions,
    limits: createLimits(Date.now),
    health: Router(),
    forward,
    changes: createChangesRouter({ config, sessions, store, audit }),
    audit: Router(),
    jobs: Router(),
    securityHeaders: new Map(),
    isDraining: () => false,
  })
  const server = createServer({ app, log, tls: undefined, headers: new Map() })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // a server that listens on a port has such an address
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const state: TestConsole = {
    url,
    ece,
    store,
    logged,
    changes,
    signedOut: new Set(),
    renewed: RENEWED,
    ended: 0,
    asked: 0,
    timeoutMs: undefined,
    ask: (request, user = 'admin') =>
      ask(url, {
        ...request,
        headers: {
          'x-ece-console': '1',
          'sec-fetch-site': 'same-origin',
          origin: url,
          ...(user === 'nobody' ? {} : { cookie: `user=${user}` }),
          ...request.headers,
        },
      }),
    freeTargets: async () => {
      await store
        .updateTable('changes')
        .set({ concluded_at: 1 })
        .where('state', '=', 'unknown')
        .execute()
    },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await ece.close()
      await changes.settled()
      await audit.stop()
      real.close()
      await store.destroy()
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
  }
  return state
}

const PARAMS: Readonly<Record<string, string>> = {
  deployment_id: 'a'.repeat(32),
  resource_kind: 'elasticsearch',
  stateless_resource_kind: 'kibana',
  ref_id: 'main-elasticsearch',
  attempt_id: '2d4da849-a703-4ee4-be15-950ae146f0a5',
  instance_ids: 'instance-0000000000',
  resource_type: 'elasticsearch',
  resource_id: 'b'.repeat(32),
  comment_id: 'c'.repeat(32),
  template_id: 'default',
  version: '8.17.4',
  id: 'data.default',
}

/** Where nothing at all is not enough. */
const BODIES: Readonly<Record<string, unknown>> = {
  createComment: { message: 'text' },
  updateComment: { message: 'text' },
}

/** A path that the row takes, below the installation; `params` replaces some of the samples. */
export const pathOf = (row: Operation, params: Readonly<Record<string, string>> = {}): string =>
  row.path.replace(
    /\{(\w+)\}/g,
    (_, name: string) => params[name] ?? PARAMS[name] ?? `no-sample-of-${name}`,
  )

export const newKey = (): string => {
  const hex = randomBytes(16).toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}

/** A request that the row takes, by somebody who may. */
export const validAsk = (row: Operation, more: Partial<Ask> = {}): Ask => ({
  method: row.method,
  path: `/api/default${pathOf(row)}`,
  ...(row.body && !row.bodyOptional ? { body: BODIES[row.name] ?? {} } : {}),
  ...more,
  headers: { ...(row.danger === 'read' ? {} : { 'idempotency-key': newKey() }), ...more.headers },
})
