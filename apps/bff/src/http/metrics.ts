// The metrics' own port: it answers GET /metrics and nothing else. It has no sign-in, which is why it is off by default
// and stays on the console's own HOST.
import { createServer, type Server } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Audit, AuditTrouble } from '../audit/audit.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { describeError, type Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { writeGauge } from '../metrics-series.ts'
import type { Store } from '../store/open.ts'

export interface MetricsServerParts {
  readonly metrics: Metrics
  readonly store: Store
  readonly log: Log
  readonly audit: Pick<Audit, 'waiting' | 'trouble'>
}

const LOOP_RESOLUTION_MS = 10
const NANOSECONDS = 1e9
const MICROSECONDS = 1e6
const TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Not yet listening. */
export function createMetricsServer({ metrics, store, log, audit }: MetricsServerParts): Server {
  const lag = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS })
  const write = async () => {
    const text =
      metrics.series.map((series) => series.write()).join('') +
      (await writeStored(store)) +
      writeGauge('ece_console_audit_waiting', 'Records of the audit log not written yet.', {
        '': audit.waiting(),
      }) +
      writeTrouble(audit.trouble()) +
      writeLag(lag) +
      writeProcess()
    // each reading says what happened since the one before
    lag.reset()
    return text
  }
  const server = createServer(
    { requestTimeout: 5_000, headersTimeout: 5_000 },
    (request, response) => {
      const found = request.method === 'GET' && request.url?.split('?', 1)[0] === '/metrics'
      if (!found) {
        response.writeHead(404, { 'Content-Type': TYPE })
        response.end('GET /metrics is all that this port answers.\n')
        return
      }
      write().then(
        (text) => {
          response.writeHead(200, { 'Content-Type': TYPE, 'Cache-Control': 'no-store' })
          response.end(text)
        },
        (error: unknown) => {
          log.error(describeError(error), 'metrics could not be read')
          response.writeHead(500, { 'Content-Type': TYPE })
          response.end()
        },
      )
    },
  )
  server.once('listening', () => lag.enable())
  server.once('close', () => lag.disable())
  return server
}

async function writeStored(store: Store): Promise<string> {
  const rows = store.fn.countAll().as('count')
  const sessions = await store.selectFrom('sessions').select(rows).execute()
  const changes = await store
    .selectFrom('changes')
    .select(['state', rows])
    .groupBy('state')
    .execute()
  return (
    writeGauge('ece_console_sessions', 'Sessions that are signed in.', {
      '': Number(sessions[0]?.count ?? 0),
    }) +
    writeGauge(
      'ece_console_changes',
      'Changes on record, by state.',
      Object.fromEntries(changes.map(({ state, count }) => [state, Number(count)])),
      'state',
    )
  )
}

const TROUBLES = ['records_wait', 'second_file', 'reserve'] as const

const writeTrouble = (now: readonly AuditTrouble[]): string =>
  writeGauge(
    'ece_console_audit_trouble',
    'Whether the audit log cannot be written as it should be: 1 or 0.',
    Object.fromEntries(TROUBLES.map((what) => [what, now.includes(what) ? 1 : 0])),
    'what',
  )

function writeLag(lag: ReturnType<typeof monitorEventLoopDelay>): string {
  const seconds = (nanoseconds: number) =>
    Math.max(0, nanoseconds / NANOSECONDS - LOOP_RESOLUTION_MS / 1_000)
  return writeGauge(
    'ece_console_event_loop_lag_seconds',
    'How long the event loop was held up since the last reading.',
    {
      '0.5': seconds(lag.percentile(50)),
      '0.99': seconds(lag.percentile(99)),
      '1': seconds(lag.max),
    },
    'quantile',
  )
}

function writeProcess(): string {
  const memory = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const started = Date.now() / 1_000 - process.uptime()
  return (
    writeGauge('process_resident_memory_bytes', 'Resident memory.', { '': memory.rss }) +
    writeGauge('nodejs_heap_size_used_bytes', 'JavaScript heap in use.', { '': memory.heapUsed }) +
    writeGauge(
      'process_cpu_seconds_total',
      'CPU time used.',
      { '': (user + system) / MICROSECONDS },
      '',
      'counter',
    ) +
    writeGauge('process_start_time_seconds', 'Start, in seconds since 1970.', { '': started }) +
    writeGauge(
      'ece_console_build_info',
      'Always 1; the labels say what runs.',
      { [packageJson.version]: 1 },
      'version',
    )
  )
}
