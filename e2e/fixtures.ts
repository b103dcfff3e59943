// What every e2e test stands on: a simulator and a console as real processes, and an operator who signs in and works by
// roles and labels. Each test fails on console errors, CSP violations and uncaught exceptions.
//
// A world per file: simulator, console and data belong to the tests of one file, which run in the order in which they
// stand there, in one worker. What is stopped, deleted or restarted in one file can be seen in no other one; within a file
// a test takes a deployment that the tests before it left alone. A file whose tests disturb nothing at all may say
// `test.describe.configure({ mode: 'parallel' })`: each worker that takes some of them makes that file's world once more.
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test as base, type TestInfo } from '@playwright/test'
import { goWithin } from './go-within.ts'
import {
  type ConsoleOptions,
  type ConsoleServer,
  type Simulator,
  type SimulatorFlags,
  startConsole,
  startSimulator,
} from './servers.ts'
import { createWorlds, type World, type Worlds } from './worlds.ts'

export interface TestOptions {
  /** What a test file asks of its simulator: `test.use({ simulatorFlags: { fleet: 10_000 } })`. */
  simulatorFlags: SimulatorFlags
  /** What a project asks of its consoles; pass it on to `startConsole` in tests that start their own. */
  consoleOptions: Pick<ConsoleOptions, 'replicas'>
}

interface TestFixtures extends TestOptions {
  world: World
  simulator: Simulator
  server: ConsoleServer
  operator: Operator
}

/** A person at the console. */
export interface Operator {
  readonly page: Page
  /**
   * Signs in and opens the deployments; `admin` may do everything, `readonly` may change nothing. The form itself is the
   * business of `sign-in-and-out` and a few others: filling it in takes each test a second.
   */
  signIn(userName?: string): Promise<void>
  /** Has a session, and opens no page: for tests that begin elsewhere than in the list of deployments. */
  enter(userName?: string): Promise<void>
  /** Opens a page of the installation as an address that somebody pasted: `deployments`, `templates/default`. */
  open(path: string): Promise<void>
  /**
   * Opens the page of the one deployment that has this name. Who is on another page of the console, with no dialog open,
   * gets there as by its links, without loading it again.
   */
  openDeployment(name: string): Promise<void>
  /** Chooses a verb from the menu of the object on the page. */
  choose(verb: string | RegExp): Promise<void>
  /**
   * No accessibility finding on what is shown right now, dialogs included. `look`: only what another theme or width can
   * change, for a page whose structure was checked before.
   */
  expectAccessible(extent?: 'all' | 'look'): Promise<void>
  /** The same in light and then in dark, on the same page: the structure does not change with the theme. */
  expectAccessibleInBothThemes(): Promise<void>
  /** The console's own API, with the session of this browser and the headers of its pages. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: Answer }>
}

/** As much of any answer as tests read. */
export interface Answer {
  readonly errors?: readonly { readonly code: string; readonly message: string }[]
  readonly deployments?: readonly {
    readonly id: string
    readonly name: string
    readonly healthy?: boolean
  }[]
  readonly match_count?: number
}

/** Chromium writes a line for every answer of 400 and above; tests assert those where they matter. */
const NETWORK_STATUS = /^Failed to load resource: the server responded with a status of/

/** Of fixtures that start programs: it is no part of a test's own time. A fleet of 10,000 is made in seconds. */
const START_MS = 90_000

export const test = base.extend<TestFixtures, { worlds: Worlds }>({
  simulatorFlags: [{ fleet: 'small', speed: 20 }, { option: true }],
  consoleOptions: [{}, { option: true }],
  worlds: [
    async ({}, use) => {
      const worlds = createWorlds()
      await use(worlds)
      await worlds.end()
    },
    { scope: 'worker', timeout: START_MS },
  ],
  world: [
    async ({ worlds }, use, { file }) => {
      await use(await worlds.enter(file))
    },
    { timeout: START_MS },
  ],
  simulator: [
    async ({ world, simulatorFlags }, use) => {
      const name = `simulator ${JSON.stringify(simulatorFlags)}`
      await use(await world.keep(name, () => startSimulator(simulatorFlags)))
    },
    { timeout: START_MS },
  ],
  server: [
    async ({ world, simulator: { url }, consoleOptions }, use) => {
      const start = () => startConsole({ ...consoleOptions, eceUrl: url })
      await use(await world.keep(`console of ${url}`, start))
    },
    { timeout: START_MS },
  ],
  baseURL: async ({ server }, use) => {
    await use(server.url)
  },
  page: async ({ page }, use, testInfo) => {
    await use(page)
    if (testInfo.status !== testInfo.expectedStatus) await attachPictures(page, testInfo)
  },
  operator: async ({ page, simulator, server }, use, testInfo) => {
    const complaints: string[] = []
    page.on('console', (message) => {
      const text = message.text()
      if (message.type() === 'error' && !NETWORK_STATUS.test(text)) complaints.push(text)
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await use(createOperator(page, simulator, server))
    if (complaints.length > 0 || testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('log of the console', { body: server.log() })
    }
    expect(complaints, 'complaints of the browser').toEqual([])
  },
})

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** What depends on colours, sizes and places; the rest reads the document, which is the same. */
const LOOK_RULES = [
  'color-contrast',
  'target-size',
  'scrollable-region-focusable',
  'region',
  'bypass',
]

function createOperator(page: Page, simulator: Simulator, server: ConsoleServer): Operator {
  const open = async (path: string) => {
    await page.goto(`/default/${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  }
  const enter = async (userName = 'admin') => {
    await page.context().addCookies([await signInAs(server, userName, simulator.password)])
  }
  const isDialogOpen = async () => (await page.locator('dialog:modal').count()) > 0
  const expectAccessible = async (extent: 'all' | 'look' = 'all') => {
    // in the page itself, as it has no frames, and without a description of all that is right: a third of the time
    const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
    // nobody gets to what is behind a dialog; the walk over all routes looks at it
    if (await isDialogOpen()) axe.include('dialog[open]')
    const { violations } = await (
      extent === 'look' ? axe.withRules(LOOK_RULES) : axe.withTags(AXE_TAGS)
    ).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([])
  }
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await page.request.fetch(`/api/default${path}`, {
      method,
      headers: {
        'X-ECE-Console': '1',
        'Sec-Fetch-Site': 'same-origin',
        ...(method === 'GET' || path.endsWith('_search')
          ? {}
          : { 'Idempotency-Key': crypto.randomUUID() }),
      },
      ...(body === undefined ? {} : { data: body }),
    })
    // the shape is as loose as tests need it; what matters is asserted
    return { status: response.status(), body: (await response.json()) as Answer }
  }
  const findId = async (name: string) => {
    const query = { match: { name: { query: name, operator: 'and' } } }
    const { body } = await call('POST', '/deployments/_search', { query, size: 100 })
    const found = body.deployments?.find((each) => each.name === name)
    if (found === undefined) throw new Error(`there is no deployment ${name}`)
    return found.id
  }
  return {
    page,
    open,
    expectAccessible,
    async expectAccessibleInBothThemes() {
      for (const [colorScheme, extent] of [
        ['light', 'all'],
        ['dark', 'look'],
      ] as const) {
        // colours that are half-way from one theme to the other have no contrast
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await expectAccessible(extent)
      }
    },
    enter,
    async signIn(userName = 'admin') {
      await enter(userName)
      await page.goto('/default/deployments')
      await expect(page.getByRole('heading', { level: 1, name: 'Deployments' })).toBeVisible()
    },
    async openDeployment(name) {
      const path = `deployments/${await findId(name)}`
      const here = page.url()
      const isElsewhere = here.startsWith(server.url) && !here.includes(path)
      const isFree = isElsewhere && !(await isDialogOpen())
      await (isFree ? goWithin(page, `/default/${path}`) : open(path))
      await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible()
    },
    async choose(verb) {
      await page
        .getByRole('main')
        .getByRole('button', { name: /^Actions of/ })
        .click()
      await page.getByRole('menuitem', { name: verb }).click()
    },
    call,
  }
}

/** Of every window that is open, a colleague's as well. */
async function attachPictures(page: Page, testInfo: TestInfo) {
  const contexts = page.context().browser()?.contexts() ?? [page.context()]
  for (const each of contexts.flatMap((context) => context.pages())) {
    // a page that crashed or hangs has no picture, and what failed is said without it
    const body = await each.screenshot({ timeout: 5_000 }).catch(() => undefined)
    if (body !== undefined) await testInfo.attach(each.url(), { body, contentType: 'image/png' })
  }
}

/** The cookie of a new session, as a browser would get it. */
async function signInAs(server: ConsoleServer, userName: string, password: string) {
  const response = await fetch(`${server.url}/bff/session`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-ece-console': '1',
      'sec-fetch-site': 'same-origin',
    },
    body: JSON.stringify({ installation: 'default', username: userName, password }),
  })
  const [, name = '', value = ''] =
    /^([^=]+)=([^;]+)/.exec(response.headers.get('set-cookie') ?? '') ?? []
  if (name === '') throw new Error(`no sign-in as ${userName}: ${await response.text()}`)
  // Playwright keeps the prefix's rules: Secure, the whole host, no domain
  return {
    name,
    value,
    url: server.url.replace('http:', 'https:'),
    secure: true,
    httpOnly: true,
    sameSite: 'Strict' as const,
  }
}

/** Types credentials into whichever sign-in form is open, the page or the dialog. */
export async function fillSignIn(page: Page, userName: string, password: string): Promise<void> {
  await page.getByLabel('User name').fill(userName)
  await page.getByLabel('Password', { exact: true }).fill(password)
}

/** One command of the simulator's control port, such as `('POST', '/clock', { advance_ms: 1000 })`. */
export async function control(simulator: Simulator, method: string, path: string, body?: unknown) {
  const response = await fetch(simulator.control + path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`)
  // only `GET /requests` is read by tests
  return (await response.json()) as { requests?: readonly { method: string; path: string }[] }
}

/** How often ECE itself got a call whose path ends like this. */
export async function countRequests(
  simulator: Simulator,
  method: string,
  ending: string,
): Promise<number> {
  const { requests = [] } = await control(simulator, 'GET', '/requests')
  return requests.filter(
    (each) => each.method === method && (each.path.split('?')[0] ?? '').endsWith(ending),
  ).length
}

export { expect }
