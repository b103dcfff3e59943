// The bodies that the upstream answers, made once from what the simulator says.
import { startNode, OTHER_CORE } from '../lib/programs.mjs'
import { SIMULATOR } from '../../tools/programs.mjs'

const PAGE = 150
const PASSWORD = 'bench-password'
const SMALL_BYTES = 2_000
const LARGE_BYTES = 60_000

/** `small` 2 kB and `large` 60 kB of instance configurations, `search` a page of 150 deployments; JSON texts. */
export async function recordAnswers() {
  const simulator = await startNode([SIMULATOR, '--fleet', '300'], {
    core: OTHER_CORE,
    env: { SIMULATOR_PORT: '0', SIMULATOR_PASSWORD: PASSWORD },
  })
  const base = `${simulator.url}/api/v1`
  const headers = { 'content-type': 'application/json' }
  /** @param {string} path @param {unknown} [body] @param {string} [token] */
  const ask = async (path, body, token) => {
    const answer = await fetch(base + path, {
      headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    })
    return answer.text()
  }
  const { token } = JSON.parse(
    await ask('/users/auth/_login', { username: 'admin', password: PASSWORD }),
  )
  const search = await ask('/deployments/_search', { size: PAGE }, token)
  const all = JSON.parse(await ask('/platform/configuration/instances', undefined, token))
  await simulator.stop()
  return { small: fill(all, SMALL_BYTES), large: fill(all, LARGE_BYTES), search }
}

/** @param {readonly Record<string, unknown>[]} items @param {number} bytes */
function fill(items, bytes) {
  /** @type {Record<string, unknown>[]} */
  const taken = []
  let length = 2
  for (let at = 0; ; at++) {
    const item = { ...items[at % items.length], id: `configuration.${at}` }
    length += JSON.stringify(item).length + 1
    if (length > bytes) break
    taken.push(item)
  }
  // what is left to the size goes into the one free text of the last one
  const rest = bytes - JSON.stringify(taken).length
  const last = taken.at(-1)
  if (last !== undefined)
    last['description'] = `${String(last['description'])}${'.'.repeat(Math.max(0, rest))}`
  return JSON.stringify(taken)
}
