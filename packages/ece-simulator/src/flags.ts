// Command line and environment of the simulator. Every flag has a twin SIMULATOR_<FLAG>; the flag wins.
import { parseArgs } from 'node:util'
import type { Generation } from './context.ts'
import type { SimulatorOptions } from './simulator.ts'

/** One clear sentence for the person at the terminal. */
export class FlagError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'FlagError'
  }
}

const DEFAULT_PORT = 12_400
const DEFAULT_TLS_PORT = 12_443
const MAX_PORT = 65_535
const MAX_FLEET = 100_000
const MAX_SPEED = 100_000
const MAX_LATENCY = 60_000
const YEAR_IN_SECONDS = 31_536_000
const MIN_PASSWORD = 8

interface Flag<Value> {
  readonly hint: string
  readonly help: string
  readonly parse: (text: string, name: string) => Value
}

const refuse = (name: string, text: string, wanted: string): never => {
  throw new FlagError(`${name} is "${text}", but must be ${wanted}.`)
}

const number =
  (min: number, max: number, unit: string, isWhole = true) =>
  (text: string, name: string): number => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max && (!isWhole || Number.isInteger(value))
      ? value
      : refuse(
          name,
          text,
          `${isWhole ? 'a whole number' : 'a number'} from ${min} to ${max}${unit}`,
        )
  }

const yesOrNo = (text: string, name: string): boolean => {
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  return refuse(name, text, 'true or false')
}

const words = (text: string) => text

const flag = <Value>(hint: string, help: string, parse: Flag<Value>['parse']): Flag<Value> => ({
  hint,
  help,
  parse,
})

const port = number(0, MAX_PORT, ' (0 takes any free port)')

const FLAGS = {
  port: flag('N', `HTTP port (${DEFAULT_PORT})`, port),
  generation: flag('2.13|3.8', 'version of ECE (3.8)', (text, name): Generation =>
    text === '2.13' || text === '3.8' ? text : refuse(name, text, '2.13 or 3.8'),
  ),
  fleet: flag('small|N', 'about 25 hand-made deployments, or N of them (small)', (text, name) =>
    text === 'small'
      ? 'small'
      : /^\d+$/.test(text)
        ? number(0, MAX_FLEET, '')(text, name)
        : refuse(name, text, `small or a whole number from 0 to ${MAX_FLEET}`),
  ),
  speed: flag('N', 'plan steps run N times faster (1)', number(0.001, MAX_SPEED, '', false)),
  latency: flag(
    'MS',
    'milliseconds before every answer (0)',
    number(0, MAX_LATENCY, ' (milliseconds)'),
  ),
  chaos: flag(
    'PERCENT',
    'so many calls of a hundred go wrong (0)',
    number(0, 100, ' (percent)', false),
  ),
  'token-life': flag('S', 'seconds a token lives (900)', number(1, YEAR_IN_SECONDS, ' (seconds)')),
  sentinels: flag('', 'adds deployments whose verbs fail on purpose', yesOrNo),
  'control-port': flag('N', 'port of the clock and the faults, for tests (off)', port),
  tls: flag('', 'serves HTTPS too, with a CA of its own', yesOrNo),
  'tls-port': flag('N', `HTTPS port (${DEFAULT_TLS_PORT})`, port),
  'ca-out': flag('FILE', "where the CA's certificate is written", words),
  strict: flag('', 'checks every answer against the contract, for tests', yesOrNo),
} satisfies Record<string, Flag<unknown>>

type Values = { [Name in keyof typeof FLAGS]?: ReturnType<(typeof FLAGS)[Name]['parse']> }
type FlagName = keyof typeof FLAGS

// Object.keys of a constant object has the constant's keys
const NAMES = Object.keys(FLAGS) as FlagName[]

const variableOf = (name: string) => `SIMULATOR_${name.toUpperCase().replaceAll('-', '_')}`

/** What `--help` prints. */
export const USAGE = [
  'A simulator of the Elastic Cloud Enterprise API. It listens on 127.0.0.1 only.',
  '',
  ...NAMES.map((name) => {
    const { hint, help } = FLAGS[name]
    return `  ${`--${name} ${hint}`.padEnd(24)} ${help.padEnd(54)} ${variableOf(name)}`
  }),
  `  ${'(variable only)'.padEnd(24)} ${'password of every user (generated)'.padEnd(54)} SIMULATOR_PASSWORD`,
].join('\n')

function readArguments(argv: readonly string[]): Record<string, string> {
  const options = Object.fromEntries(
    NAMES.map((name) => [name, { type: FLAGS[name].hint === '' ? 'boolean' : 'string' } as const]),
  )
  try {
    const { values } = parseArgs({ args: [...argv], options, allowNegative: true })
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw new FlagError(`${said.split('. ')[0] ?? said}. See --help for the flags there are.`)
  }
}

/** Defaults, environment and command line as options. Throws `FlagError`. */
export function parseFlags(argv: readonly string[], env: NodeJS.ProcessEnv): SimulatorOptions {
  const given = readArguments(argv)
  const texts = NAMES.flatMap((name) => {
    const variable = env[variableOf(name)]
    if (given[name] !== undefined) return [{ name, text: given[name], said: `--${name}` }]
    // An empty variable is what `VAR= command` leaves behind: not set
    return variable ? [{ name, text: variable, said: variableOf(name) }] : []
  })
  const parsed = texts.map(({ name, text, said }) => [name, FLAGS[name].parse(text, said)])
  // Each value comes from the parser of its own name
  const values = Object.fromEntries(parsed) as Values

  const password = env['SIMULATOR_PASSWORD']
  if (password !== undefined && password !== '' && password.length < MIN_PASSWORD) {
    throw new FlagError(`SIMULATOR_PASSWORD must have at least ${MIN_PASSWORD} characters.`)
  }
  if (values['ca-out'] !== undefined && values.tls !== true) {
    throw new FlagError('--ca-out only makes sense together with --tls.')
  }
  return {
    port: values.port ?? DEFAULT_PORT,
    generation: values.generation ?? '3.8',
    fleet: values.fleet ?? 'small',
    speed: values.speed ?? 1,
    latency: values.latency ?? 0,
    chaos: values.chaos ?? 0,
    tokenLife: values['token-life'] ?? 900,
    sentinels: values.sentinels ?? false,
    strict: values.strict ?? false,
    ...(values['control-port'] === undefined ? {} : { controlPort: values['control-port'] }),
    ...(values.tls === true
      ? {
          tls: {
            port: values['tls-port'] ?? DEFAULT_TLS_PORT,
            ...(values['ca-out'] === undefined ? {} : { caOut: values['ca-out'] }),
          },
        }
      : {}),
    ...(password ? { password } : {}),
  }
}
