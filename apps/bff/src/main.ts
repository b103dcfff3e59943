// From a configuration to a running process, and back to nothing.
import type { Config } from './config.ts'
import { createConsole } from './console.ts'
import type { Console } from './console.ts'
import { letHeapGrow } from './heap.ts'
import { createLog, describeError } from './log.ts'
import type { Log } from './log.ts'
import { openStore } from './store/open.ts'

/** The start failed for a reason that the person at the terminal can mend; the message is the whole story. */
export class StartProblem extends Error {}

/** Starts the console and stays until SIGTERM, SIGINT, or the end of the process that started us. */
export async function serve(config: Config): Promise<void> {
  letHeapGrow()
  const log = createLog(config.logLevel)
  const store = await openStore(config.dataDir, config.key, { database: config.database, log })
  const running = createConsole({ config, store, log })
  const url = await listen(running, config)
  log.info({ url, count: config.installations.length }, 'ECE Console is ready')
  // before anybody is told: whoever is may send a signal at once
  endWith(running, log)
  process.send?.({ type: 'ready', url })
}

async function listen(running: Console, config: Config): Promise<string> {
  try {
    return await running.listen()
  } catch (error) {
    await running.stop(0)
    throw explain(error, config)
  }
}

function explain(error: unknown, { host, port: main, metricsPort }: Config): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const isMetrics =
    error instanceof Error && 'port' in error && metricsPort !== undefined
      ? error.port === metricsPort
      : false
  const [variable, port] = isMetrics ? ['METRICS_PORT', metricsPort] : ['PORT', main]
  switch (code) {
    case 'EADDRINUSE':
      return new StartProblem(
        `${variable}: ${port} on ${host} is in use. Stop the program that has it, or set ${variable} to another number.`,
      )
    case 'EACCES':
      return new StartProblem(
        `${variable}: this user may not listen on port ${port}. Set ${variable} to a number above 1023.`,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartProblem(
        `HOST: ${host} is no address of this machine. Set HOST to one of its addresses, or to 127.0.0.1.`,
      )
    default:
      return error
  }
}

function endWith(running: Console, log: Log): void {
  let ending = false
  const end = (signal: string, status: number) => {
    if (ending) return
    ending = true
    log.info({ signal }, 'ECE Console is shutting down')
    const stop = async () => {
      const code = await running.stop().then(
        () => status,
        () => 1,
      )
      if (await log.end()) process.exit(code)
      // all is stored and closed; only lines that nobody reads are left
      process.kill(process.pid, 'SIGKILL')
    }
    void stop()
  }
  process.on('SIGTERM', () => end('SIGTERM', 0))
  // the terminal went; files are looked for by themselves, so there is nothing to reopen
  process.on('SIGHUP', () => end('SIGHUP', 0))
  // Ctrl+C reaches us and whoever started us, who then sends SIGTERM; only a second Ctrl+C is impatience
  process.once('SIGINT', () => {
    process.once('SIGINT', () => process.exit(130))
    end('SIGINT', 0)
  })
  // whoever started us is gone without a word
  process.on('disconnect', () => end('disconnect', 0))
  // what state we are in is unknown: finish what is under way and let the supervisor start afresh
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.error(describeError(error), 'the console failed and ends')
      end(event, 1)
    })
  }
}
