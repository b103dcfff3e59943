// A client for the tests of this package that shares nothing with the simulator but the wire.
import { afterEach } from 'vitest'
import { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts'

const running: Simulator[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()))
})

/** Strict, on a free port, stopped after the test. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await createSimulator({ strict: true, ...options })
  running.push(simulator)
  return simulator
}

export interface Heard {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Parsed, when it came as JSON. */
  readonly body: unknown
}

export interface Call {
  readonly authorization?: string | undefined
  readonly body?: unknown
  /** Sent as it is, instead of `body`. */
  readonly raw?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** `line` is `METHOD /path`; the path starts below `/api/v1` unless it begins with `/api/`. */
export async function call(url: string, line: string, options: Call = {}): Promise<Heard> {
  const [method = 'GET', path = '/'] = line.split(' ')
  const target = path.startsWith('/api/') ? path : `/api/v1${path}`
  const payload = options.raw ?? (options.body === undefined ? null : JSON.stringify(options.body))
  const response = await fetch(`${url}${target}`, {
    method,
    body: payload,
    headers: {
      ...(options.authorization === undefined ? {} : { authorization: options.authorization }),
      ...options.headers,
    },
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && text !== '' ? JSON.parse(text) : undefined,
  }
}

/** The member at a path, or `undefined` where the path ends early. */
export const pick = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (at, key) =>
      // Any object can be asked for any key; what comes back is unknown again
      typeof at === 'object' && at !== null
        ? (at as Record<string | number, unknown>)[key]
        : undefined,
    value,
  )

/** The first error's code. */
export const codeOf = (heard: Heard) => pick(heard.body, 'errors', 0, 'code')

/** A signed-in user's way to call. */
export async function signIn({ url, password }: Simulator, username: string) {
  const { body } = await call(url, 'POST /users/auth/_login', { body: { username, password } })
  const token = String(pick(body, 'token'))
  const authorization = `Bearer ${token}`
  return {
    token,
    authorization,
    call: (line: string, options: Call = {}) => call(url, line, { authorization, ...options }),
  }
}
