// One running console: its parts put together, and its life from listening to the last answer.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { createApp } from './app.ts'
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
import { describeError } from './log.ts'
import type { Log } from './log.ts'
import { createMetrics } from './metrics.ts'
import { createSessions } from './session/sessions.ts'
import type { Store } from './store/open.ts'

/** Tokens live minutes; a renewal that comes this much late is still ahead of time. */
const RENEW_EVERY_MS = 5_000
const SWEEP_EVERY_MS = 60_000
/** How long calls in flight may take while the console ends. */
const DRAIN_MS = 25_000

export interface ConsoleParts {
  readonly config: Config
  readonly store: Store
  readonly log: Log
  /** Milliseconds since 1970; tests move it. */
  readonly now?: () => number
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

export function createConsole({ config, store, log, now = Date.now }: ConsoleParts): Console {
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
  const sessions = createSessions({
    key,
    installations,
    store,
    eceFor,
    checkOrigin,
    now,
    log,
    metrics,
  })
  const limits = createLimits(now)
  const https = config.tls !== undefined || config.publicUrl !== undefined
  const securityHeaders = makeSecurityHeaders(https)
  const forward = createForward({ config, sessions, store, log, metrics, eceFor, now })
  const app = createApp({
    config,
    log,
    metrics,
    sessions,
    limits,
    health: createHealth({ store, installations, eceFor, now, isDraining }),
    forward,
    changes: createChangesRouter({ config, sessions, store, log }),
    securityHeaders,
    isDraining,
  })
  const metricsServer =
    config.metricsPort === undefined ? undefined : createMetricsServer({ metrics, store, log })
  const server = createServer({ app, tls: config.tls, headers: securityHeaders, log })

  const attempt = (work: () => Promise<void>) => () => {
    work().catch((error: unknown) => log.warn(describeError(error), 'housekeeping failed'))
  }
  const sweep = async () => {
    limits.sweep()
    await sessions.sweep()
  }
  const timers: NodeJS.Timeout[] = []

  return {
    server,
    metricsServer,
    async listen() {
      await listen(server, config.port, config.host)
      if (metricsServer !== undefined) await listen(metricsServer, config.metricsPort, config.host)
      timers.push(setInterval(attempt(sessions.renewDue), RENEW_EVERY_MS))
      timers.push(setInterval(attempt(sweep), SWEEP_EVERY_MS))
      // what ran out of time while nobody was here
      attempt(sweep)()
      return config.publicUrl ?? urlOf(server, config)
    },
    async tick() {
      await sweep()
      await sessions.renewDue()
    },
    async stop(drainMs = DRAIN_MS) {
      draining = true
      for (const timer of timers) clearInterval(timer)
      const deadline = delay(drainMs, undefined, { ref: false })
      await close(server, deadline)
      // changes whose browser has gone already
      await Promise.race([forward.settled(), deadline])
      metricsServer?.close()
      metricsServer?.closeAllConnections()
      await sessions.flush().catch(() => undefined)
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

/** Closes connections that idle at once, and those in the middle of an answer after it, or at the deadline. */
async function close(server: Server, deadline: Promise<unknown>): Promise<void> {
  if (!server.listening) return
  const closed = new Promise((resolve) => server.close(resolve))
  // a connection that is kept alive idles only after its answer
  const idle = setInterval(() => server.closeIdleConnections(), 100)
  await Promise.race([closed, deadline])
  clearInterval(idle)
  server.closeAllConnections()
  await closed
}
