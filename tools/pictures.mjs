// `npm run pictures`: every page, tab and dialog, light and dark, wide and narrow, into pictures/. Time stands still and the
// world is the small one of the simulator, so that two runs make the same files; what differs from the last run is named.
// `-- templates` takes only those whose address has that in it; `-- --docs` writes the three of the README into docs/screenshots/ instead.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { chromium } from '@playwright/test'
import { tsImport } from 'tsx/esm/api'
import { Problem, ROOT, runMain } from './processes.mjs'
import { CONSOLE, SIMULATOR, startAndWait } from './programs.mjs'
import { setUp } from './setup.mjs'

/** Any working day will do; a morning looks the same in most time zones of the readers. */
const NOW = Date.parse('2025-05-09T09:08:30.000Z')
const PASSWORD = 'pictures-of-a-console'
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]
const THEMES = /** @type {const} */ (['light', 'dark'])
const INSTALLATION = 'default'
/** Several threads that draw, and parts that are drawn over older ones, leave edges a shade lighter or darker. */
const SAME = ['--disable-partial-raster', '--num-raster-threads=1', '--disable-skia-runtime-opts']

/** What a page of a repository can carry. */
const MAX_DOCS_BYTES = 150_000
const DOCS_SIZE = { width: 1200, height: 720 }
/** @type {Readonly<Record<string, string>>} file by the end of the address */
const DOCS = {
  'overview.png': '/overview',
  'deployments.png': '/deployments',
  'deployment.png': '/deployments/$id',
}

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {import('../e2e/route-places.ts').Places} Places */

async function takePictures() {
  const isForDocs = process.argv.includes('--docs')
  const parts = process.argv.slice(2).filter((word) => !word.startsWith('--'))
  await setUp()
  const folder = mkdtempSync(join(tmpdir(), 'ece-console-pictures-'))
  // the console still writes there until it has ended
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const { url } = await startPrograms(folder)
  /** @type {typeof import('../e2e/route-places.ts')} */
  const { listAllPaths } = await tsImport('../e2e/route-places.ts', import.meta.url)
  const config = await tsImport('../playwright.config.ts', import.meta.url)
  const { launchOptions } = config.default.use
  const browser = await chromium.launch({
    ...launchOptions,
    args: [...launchOptions.args, ...SAME],
  })
  const { page, places } = await openPage(browser, url)
  const paths = isForDocs
    ? Object.values(DOCS).map((end) => `/${INSTALLATION}${end.replace('$id', places.deploymentId)}`)
    : listAllPaths(places).filter((path) => parts.every((part) => path.includes(part)))
  const sizes = isForDocs ? [DOCS_SIZE] : SIZES
  const themes = isForDocs ? THEMES.slice(0, 1) : THEMES
  /** @type {Map<string, Buffer>} */
  const pictures = new Map()
  for (const path of paths) {
    // the server lets a session ask so often per second, and no second ever passes
    await signIn(page)
    for (const size of sizes) {
      for (const [name, picture] of await take(page, path, places, size, themes)) {
        pictures.set(name, picture)
      }
    }
  }
  await browser.close()
  if (isForDocs) writeDocs([...pictures.values()])
  else writePictures(pictures)
  return 0
}

/** @param {string} folder */
async function startPrograms(folder) {
  const clock = {
    NODE_OPTIONS: `--import=${join(ROOT, 'tools/pictures-clock.mjs')}`,
    PICTURES_NOW: String(NOW),
  }
  const simulator = await startAndWait(
    'The simulator',
    [SIMULATOR, '--fleet', 'small', '--speed', '1', '--latency', '0', '--chaos', '0'],
    { ...clock, SIMULATOR_PORT: '0', SIMULATOR_PASSWORD: PASSWORD },
    'quiet',
  )
  const { ready } = await startAndWait(
    'The console',
    [CONSOLE, 'serve'],
    {
      ...clock,
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      ECE_URL: simulator.ready.url,
      ECE_INSTALLATIONS_FILE: '',
    },
    'quiet',
  )
  return ready
}

/** @param {import('@playwright/test').Browser} browser @param {string} url */
async function openPage(browser, url) {
  const context = await browser.newContext({
    baseURL: url,
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
    locale: 'en-GB',
  })
  await context.clock.setFixedTime(NOW)
  const page = await context.newPage()
  await page.goto('/sign-in')
  await signIn(page)
  // logging-prod of the seed has both kinds
  const found = await ask(page, `/api/${INSTALLATION}/deployments/_search`, {
    query: { match: { name: { query: 'logging-prod', operator: 'and' } } },
    size: 1,
  })
  const [deployment] = found.deployments
  /** @type {Places} */
  const places = {
    installation: INSTALLATION,
    deploymentId: deployment.id,
    clusterId: deployment.resources.elasticsearch[0].id,
    kibanaId: deployment.resources.kibana[0].id,
    templateId: 'default',
    version: '8.17.4',
    allocatorId: '192.168.44.11',
  }
  return { page, places }
}

/** @param {Page} page */
const signIn = (page) =>
  ask(page, '/bff/session', { installation: INSTALLATION, username: 'admin', password: PASSWORD })

/** One call with the browser's own origin and cookie. @param {Page} page @param {string} path @param {object} body */
async function ask(page, path, body) {
  const answer = await page.evaluate(
    async ([to, text]) => {
      const headers = { 'content-type': 'application/json', 'x-ece-console': '1' }
      const response = await fetch(to, { method: 'POST', headers, body: text })
      return { isOk: response.ok, text: await response.text() }
    },
    /** @type {const} */ ([path, JSON.stringify(body)]),
  )
  if (!answer.isOk) throw new Problem(`${path} answered ${answer.text}`)
  return JSON.parse(answer.text)
}

/**
 * @param {Page} page
 * @param {string} path
 * @param {Places} places
 * @param {{ width: number, height: number }} size
 * @param {readonly ('light' | 'dark')[]} themes
 * @returns {Promise<[name: string, picture: Buffer][]>}
 */
async function take(page, path, places, size, themes) {
  await page.setViewportSize(size)
  await page.goto(path)
  /** @type {[string, Buffer][]} */
  const taken = []
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const picture = await takeStill(page)
    taken.push([`${nameOf(path, places)}-${size.width}-${colorScheme}.png`, picture])
  }
  return taken
}

const MAX_TRIES = 30
/** Between two looks at a page that may still be reading, or loads what it needs once it is idle. */
const PAUSE_MS = 400

/** The page when everything is read and two pictures in a row are the same. @param {Page} page @returns {Promise<Buffer>} */
async function takeStill(page) {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  /** @type {Buffer} */
  let last = Buffer.alloc(0)
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    await page.waitForFunction(isRead)
    const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' })
    if (picture.equals(last)) return picture
    last = picture
    await delay(PAUSE_MS)
  }
  throw new Problem(`${page.url()} does not keep still`)
}

/** Runs in the page. */
const isRead = () =>
  document.fonts.status === 'loaded' &&
  document.querySelector('.skeleton, [aria-busy=true]') === null &&
  !document.body.innerText.includes('Reading…')

/** `deployments-id-tab-plan`: ids of the world have no place in a name. @param {string} path @param {Places} places */
function nameOf(path, places) {
  const words = Object.entries(places).reduce(
    (text, [name, value]) => (name.endsWith('Id') ? text.replace(`/${value}`, '-one') : text),
    path.replace(`/${places.installation}/`, '/'),
  )
  return words.replace(/^\//, '').replaceAll(/[^\w.]+/g, '-')
}

/** @param {ReadonlyMap<string, Buffer>} pictures */
function writePictures(pictures) {
  const folder = join(ROOT, 'pictures')
  mkdirSync(folder, { recursive: true })
  const before = [...pictures.keys()].map(
    (name) => /** @type {const} */ ([name, readOld(folder, name)]),
  )
  for (const [name, picture] of pictures) writeFileSync(join(folder, name), picture)
  const changed = before.filter(
    ([name, old]) => old !== undefined && pictures.get(name)?.equals(old) === false,
  )
  const added = before.filter(([, old]) => old === undefined)
  console.log(
    `${pictures.size} pictures in ${folder}: ${added.length} new, ${changed.length} differ from the last run`,
  )
  for (const [name] of changed) console.log(`  ${name}`)
}

/** @param {string} folder @param {string} name @returns {Buffer | undefined} */
function readOld(folder, name) {
  try {
    return readFileSync(join(folder, name))
  } catch {
    return undefined
  }
}

/** @param {readonly Buffer[]} pictures in the order of DOCS */
function writeDocs(pictures) {
  const folder = join(ROOT, 'docs/screenshots')
  mkdirSync(folder, { recursive: true })
  for (const [index, name] of Object.keys(DOCS).entries()) {
    const picture = pictures[index]
    if (picture === undefined || picture.length > MAX_DOCS_BYTES) {
      throw new Problem(
        `${name} has ${picture?.length ?? 0} bytes; the limit is ${MAX_DOCS_BYTES}.`,
      )
    }
    writeFileSync(join(folder, name), picture)
    console.log(`${join(folder, name)}  ${Math.round(picture.length / 1000)} kB`)
  }
}

await runMain(takePictures)
