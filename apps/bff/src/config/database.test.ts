import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { makeCertificate } from '../testing/certificates.ts'
import { describeDatabase, readDatabase } from './database.ts'
import { describeProblems } from './problems.ts'

const folder = mkdtempSync(join(tmpdir(), 'ece-console-database-'))
const { cert, key } = makeCertificate(folder, 'database')

/** Through the whole configuration, as an operator meets it. */
function read(DATABASE_URL: string) {
  const environment = { ECE_URL: 'https://ece.example:12443', DATA_DIR: folder, DATABASE_URL }
  const result = readConfig(environment, { createKey: true })
  return 'problems' in result ? describeProblems(result.problems) : result.config.database
}

describe('the address of a PostgreSQL', () => {
  test('names user, password, host, port, database; tables are in a schema of their own', () => {
    expect(read('postgres://ece:p%40ss%2F@127.0.0.1:6432/console')).toEqual({
      host: '127.0.0.1',
      port: 6432,
      user: 'ece',
      password: 'p@ss/',
      database: 'console',
      schema: 'ece_console',
    })
    expect(read('postgresql://ece@localhost/console?schema=other_1')).toMatchObject({
      port: 5432,
      schema: 'other_1',
    })
  })

  test('may be the folder of a socket, or an IPv6 address', () => {
    expect(read('postgres://ece@localhost/console?host=/var/run/postgresql')).toMatchObject({
      host: '/var/run/postgresql',
    })
    expect(read('postgres://ece@[::1]/console')).toMatchObject({ host: '::1' })
  })

  test('on another host means TLS that is verified, unless somebody says otherwise', () => {
    const at = (end: string) => read(`postgres://ece@db.example.com/console${end}`)
    for (const end of ['', '?sslmode=require', '?sslmode=verify-ca', '?sslmode=verify-full']) {
      expect(at(end)).toMatchObject({ tls: {} })
    }
    expect(at('?sslmode=disable')).not.toHaveProperty('tls')
    expect(read('postgres://ece@127.0.0.1/console')).not.toHaveProperty('tls')
    expect(at(`?sslmode=verify-full&sslrootcert=${cert}&sslcert=${cert}&sslkey=${key}`)).toEqual(
      expect.objectContaining({
        tls: {
          ca: readFileSync(cert, 'utf8'),
          cert: readFileSync(cert, 'utf8'),
          key: readFileSync(key, 'utf8'),
        },
      }),
    )
  })

  test.each([
    ['no address', 'not an address', /DATABASE_URL: is no address.\n.*Give postgres:\/\//],
    ['another database', 'mysql://ece@host/console', /does not begin with postgres:\/\//],
    ['no host', 'postgres:///console', /names no host/],
    ['no user', 'postgres://host/console', /names no user/],
    ['no database', 'postgres://ece@host/', /names no database/],
    ['two databases', 'postgres://ece@host/a/b', /names no database/],
    ['a % too many', 'postgres://ece:100%@host/console', /holds a %/],
    ['an unknown parameter', 'postgres://ece@host/a?uselibpqcompat=true', /does not know/],
    ['TLS unverified', 'postgres://ece@host/a?sslmode=no-verify', /does not verify whom/],
    ['TLS perhaps', 'postgres://ece@host/a?sslmode=prefer', /does not verify whom/],
    ['a hostile schema', 'postgres://ece@host/a?schema=a";drop', /no plain name/],
    ['the schema of another', 'postgres://ece@host/a?schema=pg_catalog', /no plain name/],
    ['no CA', 'postgres://ece@host/a?sslrootcert=/nowhere', /cannot read \/nowhere/],
  ])('with %s is refused with what to do', (_, url, expected) => {
    expect(read(url)).toMatch(expected)
  })

  test('is described without the password, and so is every refusal', () => {
    const secret = 'canary-password'
    const database = readDatabase(`postgres://ece:${secret}@127.0.0.1/console`, () => undefined)
    if (database === undefined) throw new Error('the address was refused')
    expect(describeDatabase(database)).toBe(
      'the database console on 127.0.0.1:5432 (schema ece_console)',
    )
    for (const url of [
      `mysql://ece:${secret}@host/console`,
      `postgres://ece:${secret}@/console`,
      `postgres://ece:${secret}%@host/console`,
      `postgres://ece:${secret}@host/console?sslmode=x&${secret}=1`,
      secret,
    ]) {
      expect(read(url)).toMatch(/DATABASE_URL/)
      expect(read(url)).not.toContain(secret)
    }
  })
})
