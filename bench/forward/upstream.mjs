// The plainest upstream there is: answers that lie ready in memory, with keep-alive. It signs anybody in.
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { json } from 'node:stream/consumers'

const answers = JSON.parse(readFileSync(process.env['BENCH_ANSWERS'] ?? '', 'utf8'))
const LIFE_MS = 3_600_000

/** @type {Record<string, Buffer>} */
const bodies = Object.fromEntries(
  Object.entries(answers).map(([name, text]) => [name, Buffer.from(String(text))]),
)
let count = 0

/** @param {string} user */
const tokenOf = (user) =>
  JSON.stringify({
    token: `${user}.${Math.random()}`,
    session_expiration_time: new Date(Date.now() + LIFE_MS).toISOString(),
  })

const server = createServer((request, response) => {
  const { url = '', method } = request
  /** @param {Buffer | string | undefined} body */
  const send = (body) => {
    const bytes = Buffer.from(body ?? '{}')
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': bytes.length })
    response.end(bytes)
  }
  if (url === '/api/v1/users/auth/_login') {
    void json(request).then((body) => {
      const { username } = /** @type {{ username: string }} */ (body)
      send(tokenOf(username))
    })
    return
  }
  // a body that nobody reads would end the keep-alive
  if (method === 'POST') request.resume()
  if (url === '/api/v1/platform/configuration/instances') {
    count++
    send(bodies['small'])
  } else if (url === '/api/v1/platform/configuration/instances?show_deleted=true') {
    count++
    send(bodies['large'])
  } else if (url === '/api/v1/deployments/_search') {
    count++
    send(bodies['search'])
  } else if (url === '/api/v1/user') {
    const [, name = ''] = /^Bearer ([^.]+)/.exec(request.headers.authorization ?? '') ?? []
    send(JSON.stringify({ user_name: name, security: { roles: ['ece_platform_admin'] } }))
  } else if (url === '/api/v1/platform') send('{"version":"3.8.0"}')
  else send('{}')
})
server.keepAliveTimeout = 60_000
process.on('message', (question) => {
  if (question === 'count') process.send?.(count)
})
process.on('disconnect', () => process.exit(0))
process.on('SIGTERM', () => process.exit(0))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  process.send?.({ type: 'ready', url: `http://127.0.0.1:${port}` })
})
