// One running console: its parts put together, and its life from listening to the last answer.
import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createApp } from './app.ts'
import { createAudit } from './audit/audit.ts'
import { createReserve } from './audit/reserve.ts'
import { createRefusals } from './audit/refusals.ts'
import { commentReasons } from './audit/comment-reason.ts'
import { createAuditRouter } from './audit/router.ts'
import { createChanges } from './changes/changes.ts'
import { createChangesRouter } from './changes/router.ts'
import type { Config } from './config.ts'
import { createEce } from './forward/ece.ts'
import { createForward } from './forward/forward.ts'
import { createHealth } from './health.ts'
import { createLimits } from './http/limits.ts'
import { createOriginCheck } from './http/origin-check.ts'
import { makeSecurityHeaders } from './http/security-headers.ts'
import { createServer } from './http/server.ts'
import { createMetricsServer } from './http/metrics.ts'
import type { Pace } from './jobs/item-step.ts'
import { createJobs } from './jobs/jobs.ts'
import { createJobsRouter } from './jobs/router.ts'
import { describeError } from './log.ts'
import type { Log } from './log.ts'
import { createMetrics } from './metrics.ts'
import { createSessions } from './session/sessions.ts'
import type { Store } from './store/open.ts'
import { createTurns } from './store/turns.ts'

/** Tokens live minutes; a renewal that comes this much late is still ahead of time. */
const RENEW_EVERY_MS = 5_000
/** An operator who waits for an unknown outcome looks at the screen; ECE is asked this often for them. */
const SETTLE_EVERY_MS = 5_000
const SWEEP_EVERY_MS = 60_000
const JOBS_EVERY_MS = 1_000
/** How long calls in flight may take while the console ends. */
const DRAIN_MS = 25_000

export interface ConsoleParts {
  readonly config: Config
  readonly store: Store
  readonly log: Log
  /** Milliseconds since 1970; tests move it. */
  readonly now?: () => number
  /** Good reads of ECE for so long without a trace of a change mean that there is none; tests shorten it. */
  readonly settleMs?: number
  /** How often jobs look at ECE; tests hurry. */
  readonly jobPace?: Partial<Pace> | undefined
}

export interface Console {
  readonly server: Server
  /** Absent without METRICS_PORT. */
  readonly metricsServer: Server | undefined
  /** Resolves to the address to open in a browser. Rejects with Node's error, such as `EADDRINUSE`. */
  listen(): Promise<string>
  /** Runs what the clock would run. */
  tick(): Promise<void>
  /** Not ready any more, no new connections, what is under way may finish. Resolves when all is closed. */
  stop(drainMs?: number): Promise<void>
}

export function createConsole(parts: ConsoleParts): Console {
  const { config, store, log, now = Date.now, jobPace: pace, settleMs } = parts
  let draining = false
  const isDraining = () => draining
  const metrics = createMetrics()
  const eces = new Map(config.installations.map((one) => [one.id, createEce(one, metrics)]))
  const eceFor = (installationId: string) => {
    const ece = eces.get(installationId)
    if (ece === undefined) throw new Error('an installation that is not configured was used')
    return ece
  }
  const checkOrigin = createOriginCheck(config.publicUrl)
  const { installations, key } = config
  // a name that no other process ever has, nor this one after a restart
  const boot = randomUUID()
  const turns = createTurns(store, boot, now)
  const audit = createAudit({
    store,
    key,
    checkpointFile: config.checkpointFile,
    now,
    log,
    boot,
    secondFile: config.auditSecondFile,
    // the disk of a PostgreSQL is not ours to look at
    reserve:
      config.database === undefined
        ? createReserve({
            file: join(config.dataDir, 'audit-reserve'),
            bytes: config.auditReserveBytes ?? 0,
            log,
          })
        : undefined,
  })
  const sessions = createSessions({
    key,
    installations,
    store,
    turns,
    audit,
    eceFor,
    checkOrigin,
    now,
    log,
    metrics,
  })
  const limits = createLimits(now)
  const https = config.tls !== undefined || config.publicUrl !== undefined
  const securityHeaders = makeSecurityHeaders(https)
  const plainChanges = createChanges({
    store,
    eceFor,
    log,
    now,
    audit,
    sessions,
    turns,
    boot,
    ...(settleMs === undefined ? {} : { settleMs }),
  })
  const changes = commentReasons(plainChanges, { audit, eceFor, log })
  const jobs = createJobs({ store, changes, audit, sessions, eceFor, turns, now, log, pace })
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
    limits,
    health: createHealth({ store, installations, eceFor, now, isDraining, audit }),
    forward,
    changes: createChangesRouter({ config, sessions, store, audit }),
    audit: createAuditRouter({ config, sessions, store, audit, checkOrigin, now }),
    jobs: createJobsRouter({ config, sessions, jobs, audit, checkOrigin, noteRefusal }),
    securityHeaders,
    isDraining,
  })
  const metricsServer =
    config.metricsPort === undefined
      ? undefined
      : createMetricsServer({ metrics, store, log, audit })
  const server = createServer({ app, tls: config.tls, headers: securityHeaders, log })

  const attempt = (work: () => Promise<void>) => () => {
    work().catch((error: unknown) => log.warn(describeError(error), 'housekeeping failed'))
  }
  const sweep = async () => {
    limits.sweep()
    await turns.sweep()
    await sessions.sweep()
  }
  const timers: NodeJS.Timeout[] = []

  return {
    server,
    metricsServer,
    async listen() {
      await audit.start()
      await changes.start()
      await listen(server, config.port, config.host)
      if (metricsServer !== undefined) await listen(metricsServer, config.metricsPort, config.host)
      timers.push(setInterval(attempt(sessions.renewDue), RENEW_EVERY_MS))
      timers.push(
        setInterval(
          attempt(() => audit.tick()),
          RENEW_EVERY_MS,
        ),
      )
      timers.push(
        setInterval(
          attempt(() => changes.tick()),
          SETTLE_EVERY_MS,
        ),
      )
      timers.push(setInterval(attempt(jobs.tick), JOBS_EVERY_MS))
      timers.push(setInterval(attempt(sweep), SWEEP_EVERY_MS))
      // what ran out of time while nobody was here
      attempt(sweep)()
      return config.publicUrl ?? urlOf(server, config)
    },
    async tick() {
      await sweep()
      await sessions.renewDue()
      await audit.tick()
      await changes.tick()
      await jobs.tick()
    },
    async stop(drainMs = DRAIN_MS) {
      draining = true
      for (const timer of timers) clearInterval(timer)
      const deadline = delay(drainMs, undefined, { ref: false })
      const jobsGivenUp = jobs
        .stop()
        .catch((error: unknown) => log.warn(describeError(error), 'jobs were not given up'))
      await close(server, app.underWay, deadline)
      await Promise.race([jobsGivenUp, deadline])
      // changes whose browser has gone already
      await Promise.race([changes.settled(), deadline])
      metricsServer?.close()
      metricsServer?.closeAllConnections()
      await sessions.flush().catch(() => undefined)
      await audit.stop()
      for (const ece of eces.values()) ece.close()
      await store.destroy()
    },
  }
}

/** Rejects with Node's error, such as `EADDRINUSE`. */
const listen = (server: Server, port: number | undefined, host: string) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })

function urlOf(server: Server, config: Config): string {
  // a server that listens on a port has such an address
  const { port } = server.address() as AddressInfo
  const scheme = config.tls === undefined ? 'http' : 'https'
  // "every address" is nothing that a browser can open
  const name = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host
  const host = name.includes(':') ? `[${name}]` : name
  return `${scheme}://${host}:${port}`
}

/** A request whose first bytes are on the way may still arrive while the console ends. */
const LAST_REQUEST_MS = 1_000

/** Closes connections that idle at once, and those in the middle of an answer after it, or at the deadline. */
async function close(
  server: Server,
  underWay: () => number,
  deadline: Promise<unknown>,
): Promise<void> {
  if (!server.listening) return
  const closed = new Promise((resolve) => server.close(resolve))
  const begun = performance.now()
  const idle = setInterval(() => {
    // a connection that is kept alive idles only after its answer
    server.closeIdleConnections()
    // Browsers open connections ahead of need. Node calls one that never sent anything busy, and with the server closed
    // nothing ends it any more: it would hold up the end until the deadline.
    if (underWay() === 0 && performance.now() - begun > LAST_REQUEST_MS)
      server.closeAllConnections()
  }, 100)
  await Promise.race([closed, deadline])
  clearInterval(idle)
  server.closeAllConnections()
  await closed
}
