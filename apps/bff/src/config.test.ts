import { chmodSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import type { Config, Environment } from './config.ts'
import { describeProblems } from './config/problems.ts'
import { makeCertificate } from './testing/certificates.ts'

const folder = mkdtempSync(join(tmpdir(), 'ece-console-config-'))
const ECE = 'https://ece.example.com:12443'
const { cert, key } = makeCertificate(folder, 'one')
const other = makeCertificate(folder, 'two')

function file(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const dataDir = () => mkdtempSync(join(folder, 'data-'))

function read(environment: Environment): Config {
  const result = readConfig({ DATA_DIR: dataDir(), ...environment }, { createKey: true })
  if ('problems' in result) throw new Error(describeProblems(result.problems))
  return result.config
}

function problemsOf(environment: Environment) {
  const result = readConfig({ DATA_DIR: dataDir(), ...environment }, { createKey: true })
  return 'problems' in result ? result.problems : []
}

const installations = (...entries: unknown[]) => ({
  ECE_INSTALLATIONS_FILE: file(`installations-${Math.random()}.json`, entries),
})

describe('a good configuration', () => {
  test('needs only ECE_URL', () => {
    const config = read({ ECE_URL: `${ECE}/` })
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 4180,
      logLevel: 'info',
      trustProxy: [],
    })
    expect(config.installations).toEqual([
      {
        id: 'default',
        name: 'ECE',
        url: ECE,
        environment: '',
        colour: '#1f5fd6',
        policy: {
          read_only: false,
          require_reason: false,
          step_up: false,
          comment_reason: false,
        },
      },
    ])
  })

  test('lists several installations, each with its own CA and policy', () => {
    const config = read(
      installations(
        { id: 'prod', name: 'Production', url: ECE, ca_file: cert, environment: 'production' },
        { id: 'lab', url: 'http://10.0.0.1:12400', policy: { read_only: true } },
      ),
    )
    expect(config.installations.map(({ id, name }) => [id, name])).toEqual([
      ['prod', 'Production'],
      ['lab', 'lab'],
    ])
    expect(config.installations[0]?.ca).toBe(readFileSync(cert, 'utf8'))
    expect(config.installations[1]?.policy).toMatchObject({ read_only: true, step_up: false })
  })

  test.each<[string, Environment]>([
    ['TLS of its own', { TLS_CERT_FILE: cert, TLS_KEY_FILE: key }],
    [
      'a proxy',
      { PUBLIC_URL: 'https://console.example.com', TRUST_PROXY: '10.0.0.0/24, loopback' },
    ],
  ])('may listen on every address with %s', (_, environment) => {
    expect(read({ ECE_URL: ECE, HOST: '0.0.0.0', ...environment }).host).toBe('0.0.0.0')
  })

  test('makes its key once, readable by its owner only, and finds it again', () => {
    const folderOfKey = dataDir()
    const first = read({ ECE_URL: ECE, DATA_DIR: folderOfKey })
    expect(first.key).toHaveLength(32)
    expect(statSync(join(folderOfKey, 'key')).mode & 0o777).toBe(0o600)
    expect(read({ ECE_URL: ECE, DATA_DIR: folderOfKey }).key).toEqual(first.key)
  })

  test('is checked without leaving a trace', () => {
    const folderOfKey = join(dataDir(), 'not-yet')
    const result = readConfig({ ECE_URL: ECE, DATA_DIR: folderOfKey }, { createKey: false })
    expect(result).toHaveProperty('config')
    expect(existsSync(folderOfKey)).toBe(false)
  })
})

describe('a bad configuration', () => {
  const name = (variable: string, wrong: RegExp) =>
    expect.objectContaining({ variable, wrong: expect.stringMatching(wrong) })

  test.each<[string, Environment, string, RegExp]>([
    ['no ECE at all', {}, 'ECE_URL', /ECE_INSTALLATIONS_FILE is not set either/],
    ['both ways at once', { ECE_URL: ECE, ECE_INSTALLATIONS_FILE: 'x' }, 'ECE_URL', /together/],
    ['an address that is none', { ECE_URL: 'ece:12443 ' }, 'ECE_URL', /protocol/],
    ['another protocol', { ECE_URL: 'ftp://ece' }, 'ECE_URL', /"ftp:"/],
    ['the API path', { ECE_URL: `${ECE}/api/v1/` }, 'ECE_URL', /\/api\/v1/],
    ['a password in the address', { ECE_URL: 'https://a:b@ece' }, 'ECE_URL', /password/],
    ['a query in the address', { ECE_URL: `${ECE}?a` }, 'ECE_URL', /query/],
    ['itself', { ECE_URL: 'http://localhost:4180' }, 'ECE_URL', /this console itself/],
    ['a CA that is missing', { ECE_URL: ECE, ECE_CA_FILE: '/no/ca' }, 'ECE_CA_FILE', /ENOENT/],
    ['a CA that is no PEM', { ECE_URL: ECE, ECE_CA_FILE: key }, 'ECE_CA_FILE', /no PEM certif/],
    ['a CA for http', { ECE_URL: 'http://ece', ECE_CA_FILE: cert }, 'ECE_CA_FILE', /http/],
    ['a port that is none', { ECE_URL: ECE, PORT: '70000' }, 'PORT', /"70000"/],
    ['a port in hexadecimal', { ECE_URL: ECE, PORT: '0x50' }, 'PORT', /"0x50"/],
    ['a metrics port that is none', { ECE_URL: ECE, METRICS_PORT: 'x' }, 'METRICS_PORT', /"x"/],
    [
      'one port for both',
      { ECE_URL: ECE, PORT: '4180', METRICS_PORT: '4180' },
      'METRICS_PORT',
      /the same as PORT/,
    ],
    ['a level that is none', { ECE_URL: ECE, LOG_LEVEL: 'loud' }, 'LOG_LEVEL', /"loud"/],
    ['an open address without TLS', { ECE_URL: ECE, HOST: '0.0.0.0' }, 'HOST', /in the clear/],
    ['half a TLS pair', { ECE_URL: ECE, TLS_CERT_FILE: cert }, 'TLS_KEY_FILE', /not set/],
    [
      'a TLS pair of two',
      { ECE_URL: ECE, TLS_CERT_FILE: cert, TLS_KEY_FILE: other.key },
      'TLS_KEY_FILE',
      /does not belong/,
    ],
    ['a public http address', { ECE_URL: ECE, PUBLIC_URL: 'http://c' }, 'PUBLIC_URL', /https/],
    ['a public path', { ECE_URL: ECE, PUBLIC_URL: 'https://c/ece' }, 'PUBLIC_URL', /more than/],
    [
      'a proxy without TRUST_PROXY',
      { ECE_URL: ECE, HOST: '0.0.0.0', PUBLIC_URL: 'https://c' },
      'TRUST_PROXY',
      /not set/,
    ],
    ['trust in everybody', { ECE_URL: ECE, TRUST_PROXY: '0.0.0.0/0' }, 'TRUST_PROXY', /everybody/],
    ['trust in a star', { ECE_URL: ECE, TRUST_PROXY: '*' }, 'TRUST_PROXY', /everybody/],
    ['trust in IPv6 everybody', { ECE_URL: ECE, TRUST_PROXY: '::/0' }, 'TRUST_PROXY', /everybody/],
    ['trust in a number', { ECE_URL: ECE, TRUST_PROXY: '1' }, 'TRUST_PROXY', /not an address/],
    [
      'a key that is missing',
      { ECE_URL: ECE, SECRET_KEY_FILE: '/no/key' },
      'SECRET_KEY_FILE',
      /ENOENT/,
    ],
  ])('with %s is refused', (_, environment, variable, wrong) => {
    expect(problemsOf(environment)).toEqual([name(variable, wrong)])
  })

  test.each<[string, unknown, string, RegExp]>([
    ['an id with capitals', { id: 'Prod', url: ECE }, '[0].id', /not an id/],
    ['a reserved id', { id: 'bff', url: ECE }, '[0].id', /path of the console/],
    ['the id of the sign-in page', { id: 'sign-in', url: ECE }, '[0].id', /path of the console/],
    ['no url', { id: 'prod' }, '[0].url', /expected string/],
    ['an unknown member', { id: 'prod', url: ECE, colr: '#000000' }, '[0]', /colr/],
    ['a colour that is none', { id: 'prod', url: ECE, colour: 'red' }, '[0].colour', /#c0262d/],
    ['an unknown policy', { id: 'prod', url: ECE, policy: { x: true } }, '[0].policy', /x/],
  ])('an installation with %s is refused', (_, entry, at, wrong) => {
    const problems = problemsOf(installations(entry))
    expect(problems).toEqual([name(`ECE_INSTALLATIONS_FILE ${at}`, wrong)])
  })

  test('names an id that is used twice, and a file that is no array', () => {
    const twice = installations({ id: 'prod', url: ECE }, { id: 'prod', url: ECE })
    expect(problemsOf(twice)).toEqual([name('ECE_INSTALLATIONS_FILE [1].id', /twice/)])
    for (const content of ['{}', '[]', 'not json']) {
      const environment = { ECE_INSTALLATIONS_FILE: file('bad.json', content) }
      expect(problemsOf(environment)).toEqual([name('ECE_INSTALLATIONS_FILE', /not a JSON array/)])
    }
  })

  test('shows everything that is wrong at once, with what to do, and makes no key', () => {
    const folderOfKey = dataDir()
    const environment = { PORT: 'x', HOST: '0.0.0.0', DATA_DIR: folderOfKey }
    const problems = problemsOf(environment)
    expect(problems.map(({ variable }) => variable)).toEqual(['PORT', 'HOST', 'ECE_URL'])
    expect(problems.every(({ cure }) => cure.length > 10)).toBe(true)
    expect(describeProblems(problems)).toMatch(/3 problems:\n {2}PORT: /)
    expect(existsSync(join(folderOfKey, 'key'))).toBe(false)
  })

  test('refuses a key that others can read, and one that is no key', () => {
    const readable = file('readable', Buffer.alloc(32).toString('base64'))
    chmodSync(readable, 0o644)
    expect(problemsOf({ ECE_URL: ECE, SECRET_KEY_FILE: readable })).toEqual([
      {
        variable: 'SECRET_KEY_FILE',
        wrong: expect.stringMatching(/0644/),
        cure: `Run: chmod 600 ${readable}`,
      },
    ])
    const short = file('short', 'c2hvcnQ=')
    chmodSync(short, 0o600)
    expect(problemsOf({ ECE_URL: ECE, SECRET_KEY_FILE: short })).toEqual([
      name('SECRET_KEY_FILE', /32 bytes/),
    ])
  })
})
