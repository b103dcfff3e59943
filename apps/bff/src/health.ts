// Two questions of a load balancer: may requests come (`/readyz`), and can people sign in (`/healthz`)?
import { randomUUID } from 'node:crypto'
import { buildRequest, operations } from '@ece/api-types'
import type { ConsoleErrorCode } from '@ece/api-types'
import { Router } from 'express'
import type { InstallationConfig } from './config/installation.ts'
import type { Audit } from './audit/audit.ts'
import type { Ece } from './forward/ece.ts'
import { sendJson } from './http/answer.ts'
import { ConsoleError, hasConsoleCode } from './http/console-error.ts'
import { factsOf } from './http/facts.ts'
import type { Store } from './store/open.ts'

/** However often probes come, the store and the ECEs are asked this seldom. */
const FRESH_MS = 2_000
const PROBE_TIMEOUT_MS = 5_000

export interface HealthParts {
  readonly store: Store
  readonly installations: readonly InstallationConfig[]
  readonly eceFor: (installationId: string) => Ece
  readonly now: () => number
  readonly isDraining: () => boolean
  readonly audit: Pick<Audit, 'waiting' | 'trouble'>
}

export function createHealth(parts: HealthParts): Router {
  const { installations, now, isDraining } = parts
  const router = Router({ caseSensitive: true, strict: true })
  const isStoreUsable = keepFresh(now, () => probeStore(parts.store))
  const whyNoEce = keepFresh(now, () => probeAll(installations.map(({ id }) => parts.eceFor(id))))

  const checkReady = async () => {
    if (isDraining()) throw unavailable('This console is shutting down.')
    const waiting = sayWaiting(parts.audit)
    if (!(await isStoreUsable())) {
      throw unavailable(`The console cannot write to its database.${waiting}`)
    }
    if (waiting !== '') throw unavailable(`The audit log cannot be written.${waiting}`)
  }

  router.get('/readyz', async (_, response) => {
    factsOf(response).row = 'GET /readyz'
    response.setHeader('Cache-Control', 'no-store')
    await checkReady()
    const audit = parts.audit.trouble()
    // what somebody should mend although requests may come
    sendJson(response, 200, { status: 'ok', ...(audit.length === 0 ? {} : { audit }) })
  })

  router.get('/healthz', async (_, response) => {
    factsOf(response).row = 'GET /healthz'
    response.setHeader('Cache-Control', 'no-store')
    await checkReady()
    const failures = await whyNoEce()
    if (failures !== undefined) {
      const reasons = installations.map(({ id }, index) => `"${id}" ${explain(failures[index])}`)
      throw unavailable(`Nobody can sign in, because no ECE answers: ${reasons.join('; ')}.`)
    }
    sendJson(response, 200, { status: 'ok' })
  })

  return router
}

/** While records are written one after the other some always wait: that is no news. */
function sayWaiting({ trouble, waiting }: Pick<Audit, 'waiting' | 'trouble'>): string {
  if (!trouble().includes('records_wait')) return ''
  return ` Records of the audit log that wait for it in memory: ${waiting()}.`
}

const unavailable = (message: string) =>
  new ConsoleError('console.unavailable', message, { retryAfter: 2 })

/** A write: a full disk still reads. */
async function probeStore(store: Store): Promise<boolean> {
  try {
    await store
      .insertInto('meta')
      .values({ name: 'probe', value: randomUUID() })
      .onConflict((conflict) =>
        conflict.column('name').doUpdateSet((set) => ({ value: set.ref('excluded.value') })),
      )
      .execute()
    return true
  } catch {
    return false
  }
}

/** Undefined as soon as one answers; why each does not, once none did. */
async function probeAll(eces: readonly Ece[]): Promise<readonly unknown[] | undefined> {
  const probes = eces.map(probeEce)
  try {
    await Promise.any(probes)
    return undefined
  } catch {
    return Promise.all(probes.map((probe) => probe.catch((error: unknown) => error)))
  }
}

/** Anybody may ask, so neither address nor certificate is told here; a sign-in names them. */
const REASONS: Readonly<Partial<Record<ConsoleErrorCode, string>>> = {
  'console.ece_certificate':
    'has a certificate that is not trusted (name the file of its CA in ECE_CA_FILE or ca_file; signing in shows the fingerprint)',
  'console.ece_unreachable': 'cannot be reached (check its address, and that it is running)',
  'console.ece_timeout': 'did not answer in time',
}

const explain = (error: unknown): string =>
  (hasConsoleCode(error) ? REASONS[error.code] : undefined) ??
  'has something else than an ECE at its address (https is usually port 12443, http port 12400)'

/** The one call that needs no credential: which ways to sign in there are. Rejects unless an ECE answers it. */
async function probeEce(ece: Ece): Promise<void> {
  const { method, path } = buildRequest(operations.methods)
  const { maxBytes } = operations.methods
  const { status, body } = await ece.json({
    method,
    path,
    requestId: randomUUID(),
    timeoutMs: PROBE_TIMEOUT_MS,
    maxBytes,
  })
  if (status !== 200 || !operations.methods.response.safeParse(body).success) {
    throw new Error('not the answer of an ECE')
  }
}

/** One answer for all who ask within two seconds, also while it is being made. */
function keepFresh<Value>(now: () => number, ask: () => Promise<Value>): () => Promise<Value> {
  let askedAt = Number.NEGATIVE_INFINITY
  let answer: Promise<Value> | undefined
  return () => {
    const age = now() - askedAt
    // a clock that was set back would keep it for ever
    if (answer === undefined || age >= FRESH_MS || age < 0) {
      askedAt = now()
      answer = ask()
    }
    return answer
  }
}
