import { expect, test } from 'vitest'
import { FlagError, parseFlags, USAGE } from './flags.ts'

test('without flags the defaults of the contract hold', () => {
  expect(parseFlags([], {})).toEqual({
    port: 12_400,
    generation: '3.8',
    fleet: 'small',
    speed: 1,
    latency: 0,
    chaos: 0,
    tokenLife: 900,
    sentinels: false,
    strict: false,
  })
})

test('every flag has a twin in the environment, and the flag wins', () => {
  const env = {
    SIMULATOR_PORT: '0',
    SIMULATOR_GENERATION: '2.13',
    SIMULATOR_FLEET: '10000',
    SIMULATOR_SPEED: '2.5',
    SIMULATOR_LATENCY: '40',
    SIMULATOR_CHAOS: '5',
    SIMULATOR_TOKEN_LIFE: '60',
    SIMULATOR_SENTINELS: 'true',
    SIMULATOR_CONTROL_PORT: '0',
    SIMULATOR_TLS: '1',
    SIMULATOR_TLS_PORT: '0',
    SIMULATOR_CA_OUT: 'ca.pem',
    SIMULATOR_STRICT: 'true',
    SIMULATOR_PASSWORD: 'correct horse',
  }
  const fromEnv = {
    port: 0,
    generation: '2.13',
    fleet: 10_000,
    speed: 2.5,
    latency: 40,
    chaos: 5,
    tokenLife: 60,
    sentinels: true,
    controlPort: 0,
    tls: { port: 0, caOut: 'ca.pem' },
    strict: true,
    password: 'correct horse',
  }
  expect(parseFlags([], env)).toEqual(fromEnv)
  expect(parseFlags(['--fleet', 'small', '--no-sentinels', '--speed=9'], env)).toEqual({
    ...fromEnv,
    fleet: 'small',
    sentinels: false,
    speed: 9,
  })
})

test('an empty variable counts as not set', () => {
  expect(parseFlags([], { SIMULATOR_FLEET: '', SIMULATOR_PASSWORD: '' })).toEqual(
    parseFlags([], {}),
  )
})

const refusals: readonly (readonly [readonly string[], NodeJS.ProcessEnv, string])[] = [
  [
    ['--fleet', 'big'],
    {},
    '--fleet is "big", but must be small or a whole number from 0 to 100000.',
  ],
  [['--generation', '4.0'], {}, '--generation is "4.0", but must be 2.13 or 3.8.'],
  [
    [],
    { SIMULATOR_PORT: '70000' },
    'SIMULATOR_PORT is "70000", but must be a whole number from 0 to 65535 (0 takes any free port).',
  ],
  [[], { SIMULATOR_TLS: 'yes' }, 'SIMULATOR_TLS is "yes", but must be true or false.'],
  [['--chaos', '101'], {}, '--chaos is "101", but must be a number from 0 to 100 (percent).'],
  [
    ['--latency', '1e3'],
    {},
    '--latency is "1e3", but must be a whole number from 0 to 60000 (milliseconds).',
  ],
  [['--speed', '0'], {}, '--speed is "0", but must be a number from 0.001 to 100000.'],
  [
    ['--token-life', '0'],
    {},
    '--token-life is "0", but must be a whole number from 1 to 31536000 (seconds).',
  ],
  [['--ca-out', 'x'], {}, '--ca-out only makes sense together with --tls.'],
  [[], { SIMULATOR_PASSWORD: 'short' }, 'SIMULATOR_PASSWORD must have at least 8 characters.'],
]

test.each(refusals)('%j with %j is refused in one sentence', (argv, env, message) => {
  expect(() => parseFlags(argv, env)).toThrow(new FlagError(message))
})

test.each([['--flet', 'small'], ['--fleet'], ['small'], ['--tls=maybe']])(
  'an argument like %s is refused and points to the help',
  (...argv) => {
    expect(() => parseFlags(argv, {})).toThrow(/--help/)
  },
)

test('the help names every flag with its variable', () => {
  expect(USAGE).toContain('--token-life S')
  expect(USAGE).toContain('SIMULATOR_TOKEN_LIFE')
  expect(USAGE.split('\n').every((line) => line.length < 120)).toBe(true)
})
