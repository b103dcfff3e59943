// Browser tabs as the server sees them: each asks, waits, and asks again, with the tag of what it has.
import { setTimeout as delay } from 'node:timers/promises'

const HEADERS = { 'x-ece-console': '1', 'sec-fetch-site': 'same-origin' }

/** @param {string} url @param {string} password */
export async function signIn(url, password) {
  const body = JSON.stringify({ installation: 'default', username: 'admin', password })
  const headers = { ...HEADERS, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/bff/session`, { method: 'POST', headers, body })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0]
  if (cookie === undefined) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`)
  return cookie
}

/**
 * Polls for `seconds`, each tab beginning at a moment of its own.
 * @param {{ url: string, cookie: string, view: import('../tabs.mjs').View, tabs: number, everyMs: number, seconds: number }} order
 */
export async function pollFrom({ url, cookie, view, tabs, everyMs, seconds }) {
  const total = { count: 0, notModified: 0, failed: 0, bytes: 0 }
  const end = performance.now() + seconds * 1_000
  const tab = async () => {
    /** @type {string | undefined} */
    let tag
    await delay(Math.random() * Math.min(everyMs, seconds * 1_000))
    while (performance.now() < end) {
      const answer = await fetch(`${url}/api/default${view.path}`, {
        method: view.method,
        headers: {
          ...HEADERS,
          cookie,
          'x-ece-background': '1',
          ...(tag === undefined ? {} : { 'if-none-match': tag }),
          ...(view.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(view.body === undefined ? {} : { body: view.body }),
      })
      const body = await answer.arrayBuffer()
      total.count++
      total.bytes += Number(answer.headers.get('content-length') ?? body.byteLength)
      if (answer.status === 304) total.notModified++
      else if (answer.status !== 200) total.failed++
      tag = answer.headers.get('etag') ?? undefined
      const left = end - performance.now()
      await delay(Math.max(0, Math.min(everyMs, left + 1)))
    }
  }
  await Promise.all(Array.from({ length: tabs }, tab))
  return total
}
