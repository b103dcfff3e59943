// What this machine and its browser need for the least that could be done: rows that are only HTML, a key that writes one text,
// a page of the same bytes that does nothing with them. A goal below the floor is reached by another machine, not by other code.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { Page } from 'playwright-core'

/** Rows of the floor: more than are scrolled past in three seconds at 60 frames. */
const ROWS = 1000

/** Makes the page the same list again as plain HTML: its own look, no code. Run on a page whose rows are drawn. */
export async function turnIntoPlainRows(page: Page): Promise<void> {
  const html = await page.evaluate(async (count) => {
    const sheet = document.querySelector<HTMLLinkElement>('link[rel=stylesheet]')
    const css = sheet === null ? '' : await (await fetch(sheet.href)).text()
    const root = document.querySelector('#root')?.cloneNode(true)
    if (!(root instanceof HTMLElement)) return ''
    const group = [...root.querySelectorAll<HTMLElement>('[role=rowgroup]')].at(-1)
    const first = group?.querySelector<HTMLElement>('[role=row]')
    if (group === undefined || first === null || first === undefined) return ''
    const height = Number.parseFloat(first.style.height)
    const rows = Array.from({ length: count }, (_, at) => {
      const row = first.cloneNode(true)
      if (row instanceof HTMLElement) row.style.top = `${at * height}px`
      return row
    })
    group.replaceChildren(...rows)
    group.style.height = `${count * height}px`
    return `<!doctype html><style>${css}</style><body>${root.outerHTML}`
  }, ROWS)
  // the console's own page allows no style of ours
  await page.goto('about:blank')
  await page.setContent(html)
}

/** An input whose handler writes what was typed into one text, in a page with nothing else. */
export async function turnIntoPlainInput(page: Page): Promise<void> {
  await page.goto('about:blank')
  await page.setContent(`<!doctype html><input type="search" aria-label="Search">
<div role="table" aria-busy="false">–</div>
<script>document.querySelector('input').addEventListener('input', ({ target }) => {
  document.querySelector('[role=table]').firstChild.data = target.value
})</script>`)
}

/** Bytes as they travel. */
export interface FloorBytes {
  readonly js: number
  readonly css: number
  readonly data: number
}

/** Serves `/floor`: a frame, a style sheet, code and data of these sizes, and a link when all are there. */
export async function startFloor({ js, css, data }: FloorBytes) {
  /** Text that does not get smaller; three bytes are four letters. */
  const fill = (bytes: number) => randomBytes(Math.ceil((bytes * 3) / 4)).toString('base64')
  const [code, style, answer] = [fill(js), fill(css), fill(data)]
  const page = `<!doctype html><title>Floor</title><body><b>ECE Console</b>
<script>globalThis.answer = fetch('/api/floor').then((it) => it.text())</script>
<link rel="stylesheet" href="/floor.css"><script type="module" src="/floor.js"></script>`
  const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
    '/floor': ['text/html', page],
    '/floor.css': ['text/css', `/*${style}*/`],
    '/floor.js': [
      'text/javascript',
      `/*${code}*/ await globalThis.answer; document.body.innerHTML += '<a id="ready">ready</a>'`,
    ],
    '/api/floor': ['text/plain', answer],
  }
  const answerFile: RequestListener = ({ url = '' }, response) => {
    const [type, text] = files[url] ?? ['text/plain', '']
    response.setHeader('Content-Type', type)
    response.end(text)
  }
  const server = createServer(answerFile)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
