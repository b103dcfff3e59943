// What an operator reads at the door when something is wrong with where they want to go, or with what they typed.
import { once } from 'node:events'
import { createServer as createWebServer, type Server } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import { countRequests, expect, fillSignIn, test as base } from './fixtures.ts'
import { type ConsoleServer, startConsole } from './servers.ts'

interface Places {
  /** A console with a healthy ECE and everything that can be wrong with an address. */
  wrongAddresses: ConsoleServer
}

const test = base.extend<object, Places>({
  simulatorFlags: [
    { fleet: 'small', speed: 20, tls: true },
    { scope: 'worker', option: true },
  ],
  wrongAddresses: [
    async ({ simulator }, use) => {
      const website = await listen((_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' })
        response.end('<!doctype html><title>Intranet</title><h1>Welcome</h1>')
      })
      const otherApi = await listen((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end('{"status":"green","nodes":3}')
      })
      const server = await startConsole({
        installations: [
          { id: 'healthy', name: 'Healthy', url: simulator.url },
          { id: 'down', name: 'Down', url: `http://127.0.0.1:${await closedPort()}` },
          { id: 'private-ca', name: 'Private CA', url: simulator.tlsUrl },
          { id: 'website', name: 'Website', url: urlOf(website) },
          { id: 'other-api', name: 'Other API', url: urlOf(otherApi) },
          {
            id: 'https-to-http',
            name: 'HTTPS to HTTP',
            url: simulator.url.replace('http', 'https'),
          },
          {
            id: 'http-to-https',
            name: 'HTTP to HTTPS',
            url: simulator.tlsUrl.replace('https', 'http'),
          },
          { id: 'no-name', name: 'No name', url: 'https://ece.invalid:12443' },
        ],
      })
      await use(server)
      await server.stop()
      website.close()
      otherApi.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ wrongAddresses }, use) => {
    await use(wrongAddresses.url)
  },
})

async function listen(answer: Parameters<typeof createWebServer>[1] & {}): Promise<Server> {
  const server = createWebServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
// listening on a port, so the address is no pipe
const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

for (const id of [
  'down',
  'private-ca',
  'website',
  'other-api',
  'https-to-http',
  'http-to-https',
  'no-name',
]) {
  test(`explore ${id}`, async ({ operator, simulator }) => {
    const { page } = operator
    await page.goto('/sign-in')
    await page.getByLabel('Installation').selectOption(id)
    await fillSignIn(page, 'admin', simulator.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('alert')).toBeVisible({ timeout: 20000 })
    console.log(id, await page.getByRole('alert').innerText())
    await page.screenshot({ path: `/tmp/shots/${id}.png` })
    await page.getByText('With an API key').click()
    await page.getByLabel('API key', { exact: true }).fill('abc')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('button', { name: 'Sign in' })).not.toHaveAttribute(
      'aria-disabled',
      'true',
    )
    console.log(id, 'KEY', await page.getByRole('alert').innerText())
  })
}
test('explore unknown', async ({ operator }) => {
  const { page } = operator
  await page.goto('/nope/deployments')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  console.log(await page.locator('body').innerText())
})
void connect
void countRequests
