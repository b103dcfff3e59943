import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskSecrets } from './masking.ts'
import { isSecretName, MASK, maskSettings, maskText } from './secrets.ts'

const mask = async (value: unknown) =>
  JSON.parse((await maskSecrets(Buffer.from(JSON.stringify(value)))).toString()) as unknown

const CANARY = 'canary-3f9c'
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnktM2Y5YyJ9.c2lnbmF0dXJlLWNhbmFyeQ'

/** Every way in which a secret has been seen in an answer. */
const PLANTS: [string, unknown][] = [
  ['password', CANARY],
  ['secret', { nested: { deeper: [CANARY] } }],
  ['token', CANARY],
  ['credentials', { username: CANARY, list: [CANARY, { value: CANARY }] }],
  ['api_key', CANARY],
  ['apiKey', CANARY],
  ['access_key', CANARY],
  ['private_key', CANARY],
  ['Authorization', `Bearer ${CANARY}`],
  ['cookie', CANARY],
  ['signature', CANARY],
  ['xpack.notification.email.account.work.smtp.secure_password', CANARY],
  ['sneaky', `login with ${JWT} please`],
  ['endpoint', `https://elastic:${CANARY}@es.example:9243/`],
  ['header', `ApiKey ${CANARY}-aaaaaaaaaaaa`],
  ['user_settings_yaml', `cluster.name: x\nxpack.http.proxy.password: ${CANARY}\n`],
  ['user_settings_json', `{"a": 1, "s3.client.secret_key": "${CANARY}"}`],
]

/** One value at the end of a chain of objects and arrays, with innocent neighbours. */
const plant = (depth: number, [key, value]: [string, unknown]) => {
  let node: unknown = { before: 1, [key]: value, after: [true, null] }
  for (let level = 0; level < depth; level++) {
    node = level % 3 === 0 ? [node, level] : { [`level_${level}`]: node, name: `n${level}` }
  }
  return node
}

test('no secret survives, wherever it stands and however it is called', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(60), fc.constantFrom(...PLANTS), async (depth, one) => {
      const text = JSON.stringify(await mask(plant(depth, one)))
      expect(text).not.toContain(CANARY)
      expect(text).not.toContain('eyJ')
      expect(text).toContain(MASK)
    }),
    { numRuns: 500 },
  )
})

test('leaves everything else as it is, to the byte', async () => {
  const innocent = fc.object({
    key: fc
      .string()
      .filter((key) => !isSecretName(key) && !/settings|proto|constructor/i.test(key)),
    values: [fc.integer(), fc.boolean(), fc.constant(null), fc.string({ unit: 'grapheme' })],
  })
  await fc.assert(
    fc.asyncProperty(innocent, async (value) => {
      const text = JSON.stringify(value)
      fc.pre(maskText(text) === text)
      expect((await maskSecrets(Buffer.from(text))).toString()).toBe(text)
    }),
  )
})

test('keeps what only says whether there is a secret', async () => {
  const value = { password: '', has_password: true, token: null, tokenizer: 'standard', pin: 7 }
  expect(await mask(value)).toEqual(value)
  expect(await mask({ password: 1234 })).toEqual({ password: MASK })
})

test('finds a token that is spelt in escapes', async () => {
  const text = `{"note":"\\u0065yJ${JWT.slice(3)}","url":"https:\\/\\/u:p@h\\/"}`
  const masked = (await maskSecrets(Buffer.from(text))).toString()
  expect(JSON.parse(masked)).toEqual({ note: MASK, url: `https://${MASK}@h/` })
})

test('masks secret lines of user settings, nested and multi-line ones included', () => {
  const settings = [
    'cluster.name: logs',
    '# password: in a comment',
    'xpack.security.authc.realms.ldap.l1.secure_bind_password: hunter2',
    'realms:',
    '  saml1:',
    '    signing.secure_key_passphrase: |',
    '      hunter2',
    '      hunter3',
    '    order: 3',
    '- token: hunter2',
    '  name: kept',
    'inline: { user: kept, password: hunter2 }',
    'proxy: http://u:hunter2@proxy:3128',
  ].join('\n')
  const masked = maskSettings(settings)
  expect(masked).not.toContain('hunter')
  for (const kept of ['cluster.name: logs', 'order: 3', 'name: kept', 'user: kept', 'saml1:']) {
    expect(masked).toContain(kept)
  }
})

test('drops keys that name prototypes', async () => {
  const masked = await maskSecrets(
    Buffer.from('{"__proto__":{"admin":true},"a":{"constructor":1,"b":2}}'),
  )
  expect(JSON.parse(masked.toString())).toEqual({ a: { b: 2 } })
})

test.each([
  ['a long run', 'a'.repeat(500_000)],
  ['a token that never ends', 'eyJ'.repeat(200_000)],
  ['many schemes', '://'.repeat(200_000)],
  ['spaces', `a${' '.repeat(500_000)}`],
  ['half a key', '-----BEGIN '.repeat(50_000)],
  ['names', '"a.b-'.repeat(100_000)],
])('is not slowed down by %s', (_, text) => {
  const before = process.cpuUsage()
  maskSettings(text)
  maskText(text)
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(500)
})
