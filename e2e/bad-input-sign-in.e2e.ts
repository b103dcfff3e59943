// What an operator reads at the door when something is wrong with the place they want to go to, and that what they typed
// stays until the right place is found.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer as createWebServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { connect } from 'node:tls'
import { countRequests, expect, fillSignIn, test as base } from './fixtures.ts'
import { type ConsoleServer, type Simulator, startConsole } from './servers.ts'

interface Door {
  /** A console with a healthy ECE, and with everything that can be wrong with an address. */
  door: ConsoleServer
}

const test = base.extend<Door>({
  door: [
    async ({ world, simulator }, use) => {
      await use(await world.keep('door', () => startDoor(simulator)))
    },
    { timeout: 60_000 },
  ],
  baseURL: async ({ door }, use) => {
    await use(door.url)
  },
})

async function startDoor({ url, tlsUrl }: Simulator): Promise<ConsoleServer> {
  const website = await listen('text/html', '<!doctype html><h1>Welcome to the intranet</h1>')
  const otherApi = await listen('application/json', '{"status":"green","nodes":3}')
  const door = await startConsole({
    installations: [
      { id: 'healthy', name: 'Healthy', url },
      { id: 'down', name: 'Down', url: `http://127.0.0.1:${await closedPort()}` },
      { id: 'no-name', name: 'No name', url: 'https://ece.invalid:12443' },
      { id: 'private-ca', name: 'Private CA', url: tlsUrl },
      { id: 'website', name: 'Website', url: website.url },
      { id: 'other-api', name: 'Other API', url: otherApi.url },
      { id: 'https-to-http', name: 'HTTPS to HTTP', url: url.replace('http', 'https') },
      { id: 'http-to-https', name: 'HTTP to HTTPS', url: tlsUrl.replace('https', 'http') },
    ],
  })
  const stop = async () => {
    await door.stop()
    website.close()
    otherApi.close()
  }
  return { ...door, stop }
}

test.use({ simulatorFlags: { fleet: 'small', speed: 20, tls: true } })

async function listen(type: string, body: string) {
  const server = createWebServer((_, response) => {
    response.writeHead(200, { 'content-type': type })
    response.end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // it listens on a port, so the address is no pipe
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() }
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // same reason as above
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const WRONG = [
  {
    id: 'down',
    title: 'The platform cannot be reached',
    says: [/ECE at 127\.0\.0\.1:\d+ refuses connections\./, /Check that the address and port/],
    code: 'console.ece_unreachable',
  },
  {
    id: 'no-name',
    title: 'The platform cannot be reached',
    says: [/The name of ECE at ece\.invalid:12443 cannot be resolved\./, /Check the address/],
    code: 'console.ece_unreachable',
  },
  {
    id: 'http-to-https',
    title: 'The platform cannot be reached',
    says: [/closed the connection without an answer/, /the right protocol \(https .* 12443/],
    code: 'console.ece_unreachable',
  },
  {
    id: 'https-to-http',
    title: 'There is no ECE at the configured address',
    says: [/127\.0\.0\.1:\d+ does not speak TLS/, /https is usually port 12443/],
    code: 'console.not_an_ece',
  },
  {
    id: 'website',
    title: 'There is no ECE at the configured address',
    says: [/The address of "Website" is not that of an ECE API/, /no JSON/, /Check ECE_URL/],
    code: 'console.not_an_ece',
  },
  {
    id: 'other-api',
    title: 'There is no ECE at the configured address',
    says: [/The address of "Other API" is not that of an ECE API/, /without a token/],
    code: 'console.not_an_ece',
  },
] as const

for (const { id, title, says, code } of WRONG) {
  test(`signing in at the wrong address (${id}) says what is wrong, and what was typed goes on to the right one`, async ({
    operator,
    simulator,
  }) => {
    const { page } = operator
    await page.goto('/sign-in')
    const where = page.getByLabel('Installation')
    await where.selectOption(id)
    await fillSignIn(page, 'admin', simulator.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    const alert = page.getByRole('alert')
    for (const part of [title, ...says, code, /Request id [0-9a-f-]{36}/]) {
      await expect(alert).toContainText(part)
    }
    await expect(alert.getByRole('button', { name: 'Copy request id' })).toBeVisible()
    await where.selectOption('healthy')
    await expect(alert).toBeHidden()
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
  })
}

test('an API key is not taken for good by something that is no ECE', async ({ operator }) => {
  const { page } = operator
  await page.goto('/sign-in')
  await page.getByText('With an API key').click()
  await page.getByLabel('API key', { exact: true }).fill('bm90LWEta2V5')
  for (const id of ['website', 'other-api']) {
    await page.getByLabel('Installation').selectOption(id)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('alert')).toContainText('There is no ECE at the configured address')
    await expect(page.getByLabel('API key', { exact: true })).toHaveValue('bm90LWEta2V5')
  }
})

test('a certificate that is not trusted is shown with its fingerprint and the cure, and the cure works', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  const before = await countRequests(simulator, 'POST', '/_login')
  await page.goto('/sign-in')
  await page.getByLabel('Installation').selectOption('private-ca')
  await fillSignIn(page, 'admin', simulator.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  const alert = page.getByRole('alert')
  for (const part of [
    'The platform’s certificate is not trusted',
    new URL(simulator.tlsUrl).host,
    'its authority is unknown',
    await fingerprintOf(simulator),
    'ECE_CA_FILE',
    'Nothing was sent.',
    'console.ece_certificate',
  ]) {
    await expect(alert).toContainText(part)
  }
  expect(await countRequests(simulator, 'POST', '/_login')).toBe(before)
  await operator.expectAccessible()

  const cured = await startConsole({
    installations: [
      {
        id: 'private-ca',
        name: 'Private CA',
        url: simulator.tlsUrl,
        ca_file: simulator.caFile,
      },
    ],
  })
  await page.goto(`${cured.url}/sign-in`)
  await fillSignIn(page, 'admin', simulator.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
  await page.goto('about:blank')
  await cured.stop()
})

/** As `openssl x509 -fingerprint -sha256` on the ECE's own host would print it. */
async function fingerprintOf({ tlsUrl, caFile }: Simulator): Promise<string> {
  const { hostname, port } = new URL(tlsUrl)
  const socket = connect({ host: hostname, port: Number(port), ca: await readFile(caFile) })
  await once(socket, 'secureConnect')
  const { fingerprint256 } = socket.getPeerCertificate()
  socket.destroy()
  return fingerprint256
}

test('an address with an installation that this console does not have names it, and those it has', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await page.goto('/prod-eu/deployments?health=unhealthy')
  await expect(page.getByRole('heading', { level: 1, name: 'Unknown installation' })).toBeVisible()
  await expect(page.getByText('This console has no installation “prod-eu”')).toBeVisible()
  await page
    .getByRole('list', { name: 'Installations' })
    .getByRole('link', { name: 'Healthy' })
    .click()
  await expect(page.getByLabel('Installation')).toHaveValue('healthy')
  await fillSignIn(page, 'admin', simulator.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Deployments' })).toBeVisible()
})
