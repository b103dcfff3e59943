// One simulated ECE: a world behind real sockets. Used in process by tests and by main.ts for everybody else.
import { writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type Accounts, createAccounts, generatePassword } from './accounts.ts'
import type { Ece } from './answer.ts'
import { createClock, type ShiftableClock } from './clock.ts'
import { createComments } from './comments.ts'
import type { Generation } from './context.ts'
import { createControlListener } from './control.ts'
import { createFaults, type Faults } from './faults.ts'
import { handlers } from './handlers/index.ts'
import { createListener } from './listener.ts'
import { createRequestLog, type LoggedRequest } from './request-log.ts'
import { createRouter } from './routing.ts'
import { createContractCheck } from './strict.ts'
import { createCertificates } from './tls.ts'
import { createWorld, type World } from './world.ts'

export interface SimulatorOptions {
  /** Default 0: any free port. Only 127.0.0.1 is ever listened on. */
  readonly port?: number
  /** Default `3.8`. */
  readonly generation?: Generation
  /** Default `small`. */
  readonly fleet?: 'small' | number
  /** Plan steps only; default 1. */
  readonly speed?: number
  /** Milliseconds before every answer; default 0. */
  readonly latency?: number
  /** Percent of calls that go wrong; default 0. */
  readonly chaos?: number
  /** Seconds; default 900. */
  readonly tokenLife?: number
  readonly sentinels?: boolean
  /** Of every user; default: generated. */
  readonly password?: string
  readonly strict?: boolean
  /** Adds an HTTPS server; the CA's PEM is written to `caOut`. */
  readonly tls?: { readonly port?: number; readonly caOut?: string }
  /** Adds the control server (control.ts); 0 takes any free port. */
  readonly controlPort?: number
}

export interface Simulator {
  /** `http://127.0.0.1:<port>`, without `/api/v1`. */
  readonly url: string
  readonly tlsUrl?: string
  /** PEM of the certificate authority behind `tlsUrl`. */
  readonly ca?: string
  readonly controlUrl?: string
  readonly password: string
  readonly world: World
  readonly accounts: Accounts
  readonly clock: ShiftableClock
  readonly faults: Faults
  /** What arrived, oldest first; bounded. */
  readonly requests: readonly LoggedRequest[]
  stop(): Promise<void>
}

const HOST = '127.0.0.1'
/** Longer than the idle time of usual connection pools, so that they close first and no call meets a closing socket. */
const KEEP_ALIVE = 120_000

/** A port that could not be taken; `code` as Node gives it (`EADDRINUSE`, `EACCES`). */
export class ListenError extends Error {
  readonly port: number
  readonly code: string
  constructor(port: number, code: string) {
    super(`Cannot listen on ${HOST}:${port}: ${code}`)
    this.name = 'ListenError'
    this.port = port
    this.code = code
  }
}

function listen(server: Server, port: number): Promise<number> {
  server.keepAliveTimeout = KEEP_ALIVE
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new ListenError(port, error.code ?? error.message))
    })
    server.listen(port, HOST, () => {
      // A TCP server that listens has an AddressInfo; the other forms are pipes and closed servers
      resolve((server.address() as AddressInfo).port)
    })
  })
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

/** Starts a simulator and resolves when it listens. Rejects with `ListenError`; nothing is left open then. */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { generation = '3.8', password = generatePassword() } = options
  const clock = createClock()
  const accounts = createAccounts({
    clock,
    generation,
    password,
    tokenLife: options.tokenLife ?? 900,
  })
  const world = createWorld({
    fleet: options.fleet ?? 'small',
    clock,
    speed: options.speed ?? 1,
    sentinels: options.sentinels ?? false,
    generation,
  })
  const ece: Ece = {
    generation,
    clock,
    world,
    accounts,
    comments: createComments(clock),
    handlers,
    ...(options.strict === true ? { check: createContractCheck(generation) } : {}),
  }
  const faults = createFaults()
  const log = createRequestLog()
  const listener = createListener({
    ece,
    router: createRouter(generation),
    faults,
    log,
    latency: options.latency ?? 0,
    chaos: options.chaos ?? 0,
  })

  const servers: Server[] = []
  const open = async (scheme: string, server: Server, port: number): Promise<string> => {
    servers.push(server)
    return `${scheme}://${HOST}:${await listen(server, port)}`
  }
  const stop = async () => {
    await Promise.all(servers.map(close))
  }

  try {
    const url = await open('http', createServer(listener), options.port ?? 0)
    const secure = options.tls && (await openTls(listener, options.tls, open))
    const control = createControlListener({ accounts, clock, faults, log, world })
    const controlUrl =
      options.controlPort === undefined
        ? undefined
        : await open('http', createServer(control), options.controlPort)
    return {
      url,
      ...secure,
      ...(controlUrl === undefined ? {} : { controlUrl }),
      password,
      world,
      accounts,
      clock,
      faults,
      requests: log.entries,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function writeCa(path: string, ca: string): void {
  try {
    writeFileSync(path, ca)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`The CA's certificate could not be written to ${path}: ${reason}`, {
      cause: error,
    })
  }
}

async function openTls(
  listener: RequestListener,
  { port = 0, caOut }: { port?: number; caOut?: string },
  open: (scheme: string, server: Server, port: number) => Promise<string>,
) {
  const { ca, cert, key } = createCertificates()
  const tlsUrl = await open('https', createTlsServer({ cert, key }, listener), port)
  if (caOut !== undefined) writeCa(caOut, ca)
  return { tlsUrl, ca }
}
