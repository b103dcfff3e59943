// Every page in front of an ECE that knows nothing but the vendor's document: the least that it allows, and anything that it
// allows. `GENERATED_SEEDS=40` or `GENERATED_SEEDS=17,18` walks more of them; a failure names the seed that repeats it.
import type { Page } from '@playwright/test'
import { buildRequest, operations, type Operation, z } from '@ece/api-types'
import { expect, test as base } from './fixtures.ts'
import { findBody, readVendorDocument } from './generated-document.ts'
import { type AnswerKind, startGeneratedUpstream } from './generated-upstream.ts'
import { makeLeast } from './generated-values.ts'
import { walk } from './go-within.ts'
import { listEcePaths } from './route-places.ts'
import { type ConsoleServer, startConsole } from './servers.ts'
import { expectWholePage } from './whole-page.ts'

const vendor = readVendorDocument()
const asked = process.env['GENERATED_SEEDS'] ?? '1'
const SEEDS = asked.includes(',')
  ? asked.split(',').map(Number)
  : Array.from({ length: Number(asked) }, (_, index) => index + 1)

/** One installation per kind of ECE. */
const KINDS: readonly { readonly id: string; readonly kind: AnswerKind }[] = [
  { id: 'least', kind: 'least' },
  { id: 'wrong', kind: 'wrong' },
  ...SEEDS.map((seed) => ({ id: `seed-${seed}`, kind: seed })),
]

const test = base.extend({
  server: async ({ world }, use) => {
    await use(await world.keep('console of them all', startForAll))
  },
})

async function startForAll(): Promise<ConsoleServer> {
  if (vendor === undefined) throw new Error('There is no document to answer from')
  const upstreams = await Promise.all(KINDS.map(({ kind }) => startGeneratedUpstream(vendor, kind)))
  const server = await startConsole({
    installations: KINDS.map(({ id }, index) => ({
      id,
      name: id,
      url: upstreams[index]?.url ?? '',
    })),
  })
  const stop = async () => {
    await server.stop()
    await Promise.all(upstreams.map((upstream) => upstream.stop()))
  }
  return { ...server, stop }
}
test.skip(vendor === undefined, "the vendor's document is not at hand (ECE_SPEC_DIR)")

test.describe.configure({ mode: 'parallel' })

const HEX_ID = '53e007f109f14b328a4c190ccad5696a'
const placesOf = (installation: string) => ({
  installation,
  deploymentId: HEX_ID,
  clusterId: '0aba9f95326d42ec8558fb66caf00d63',
  kibanaId: 'f91d2dfab54e4c2797af4fd6cfbd7b18',
  templateId: 'default',
  version: '8.17.4',
  allocatorId: '192.168.44.11',
})

async function signIn(page: Page, installation: string) {
  await page.goto('/sign-in')
  const status = await page.evaluate(async (id) => {
    const answer = await fetch('/bff/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-ece-console': '1' },
      body: JSON.stringify({ installation: id, username: 'admin', password: 'any password' }),
    })
    return answer.status
  }, installation)
  expect(status).toBe(200)
}

/** Menus and rows that hide something: what is in them is made from the same answers. */
async function openEverything(page: Page) {
  const menu = page.getByRole('main').getByRole('button', { name: /^Actions of/ })
  if (await menu.first().isVisible()) {
    await menu.first().click()
    // an id that no call takes leaves nothing to choose, and a button that says so
    const off = page.getByRole('main').getByRole('button', { name: /^Actions of/, disabled: true })
    await expect(page.getByRole('menu').or(off).first()).toBeVisible()
    await expectWholePage(page)
    await page.keyboard.press('Escape')
  }
  const closed = page.getByRole('main').locator('a[aria-expanded=false]').first()
  if (await closed.isVisible()) {
    await closed.click()
    await expectWholePage(page)
  }
}

for (const { id, kind } of KINDS.filter((each) => each.kind !== 'wrong')) {
  const what = kind === 'least' ? 'the least that is allowed' : `anything that is allowed, ${id}`
  test(`every page can be read when ECE answers with ${what}`, async ({ operator }) => {
    test.setTimeout(240_000)
    const { page } = operator
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.setViewportSize({ width: 1024, height: 800 })
    const failed: string[] = []
    page.on('response', (answer) => {
      if (answer.status() >= 400)
        failed.push(`${answer.status()} ${new URL(answer.url()).pathname}`)
    })
    await signIn(page, id)
    await walk(page, listEcePaths(placesOf(id)).slice(1), (path) =>
      test.step(path, async () => {
        await expectWholePage(page)
        if (!path.includes('dialog=')) await openEverything(page)
      }),
    )
    expect(failed, 'calls that the console could not make sense of').toEqual([])
  })
}

test('an answer that has nothing to do with the document is named on every page', async ({
  operator,
}) => {
  const { page } = operator
  await signIn(page, 'wrong')
  for (const path of listEcePaths(placesOf('wrong')).slice(1)) {
    await test.step(path, async () => {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
      const sentence = page.getByText(/in a shape that this console does not know/).first()
      await expect(sentence).toBeVisible()
      await expectWholePage(page)
    })
  }
})

/** The first that a parameter takes is what it gets. */
const VALUES = [HEX_ID, 'elasticsearch', 'kibana', '8.17.4', ['instance-0000000001'], 1, true]
const paramsOf = ({ params }: Operation) =>
  Object.fromEntries(
    Object.entries(params).map(([name, schema]) => [
      name,
      VALUES.find((value) => z.safeEncode(schema, value).success),
    ]),
  )

test('no row asks for more than the document promises', async ({ operator }) => {
  const { page } = operator
  await signIn(page, 'least')
  const rows: readonly Operation[] = Object.values(operations)
  for (const row of rows.filter(({ travel }) => travel !== 'server')) {
    const { method, path } = buildRequest(row, { params: paramsOf(row) })
    const schema = vendor && findBody(vendor, row.method, row.path)
    const least = schema && vendor && !row.bodyOptional ? makeLeast(vendor, schema) : undefined
    // no text is shorter than what the console itself lets out
    const body = JSON.stringify(least)?.replaceAll('""', '"x"')
    const answer = await page.evaluate(send, { method, path: `/api/least${path}`, body })
    expect(answer.status, `${row.name}: ${answer.text}`).toBeLessThan(300)
  }
})

/** Runs in the page: the browser's own origin, cookie and headers. */
async function send(call: { method: string; path: string; body: string | undefined }) {
  const answer = await fetch(call.path, {
    method: call.method,
    headers: {
      'x-ece-console': '1',
      'idempotency-key': crypto.randomUUID(),
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(call.body === undefined ? {} : { body: call.body }),
  })
  return { status: answer.status, text: await answer.text() }
}
