// The floor of what Node does: a proxy without session, guards, log or any look at the answer. Node's own server in front,
// and the client that the console has, or Node's own (`BENCH_CLIENT=node`), behind.
import { Agent, createServer, request as open } from 'node:http'
import { Pool } from 'undici'

const CONNECTIONS = 128
const upstream = new URL(process.env['BENCH_UPSTREAM'] ?? '')
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
const pool = new Pool(upstream.origin, { connections: CONNECTIONS })
const headers = ['accept', 'application/json', 'authorization', 'Bearer bench']

/** @typedef {import('node:http').IncomingMessage} Request */
/** @typedef {import('node:http').ServerResponse} Response */

/** @param {Response} response @param {number} status @param {readonly Buffer[]} chunks */
function answer(response, status, chunks) {
  const body = Buffer.concat(chunks)
  const length = String(body.length)
  response.writeHead(status, ['content-type', 'application/json', 'content-length', length])
  response.end(body)
}

/** @param {Request} request @param {Response} response */
function forwardByNode({ method, url: path }, response) {
  const { hostname, port, host } = upstream
  const options = { agent, hostname, port, method, path, headers: ['host', host, ...headers] }
  const outgoing = open(options, (incoming) => {
    /** @type {Buffer[]} */
    const chunks = []
    incoming.on('data', (chunk) => chunks.push(chunk))
    incoming.on('end', () => answer(response, incoming.statusCode ?? 0, chunks))
  })
  outgoing.on('error', () => response.destroy())
  outgoing.end()
}

/** @param {Request} request @param {Response} response */
function forwardByUndici({ method = '', url: path = '' }, response) {
  /** @type {Buffer[]} */
  const chunks = []
  let status = 0
  pool.dispatch(
    { method, path, headers },
    {
      onRequestStart: () => undefined,
      onResponseStart: (_, code) => void (status = code),
      onResponseData: (_, chunk) => void chunks.push(chunk),
      onResponseEnd: () => answer(response, status, chunks),
      onResponseError: () => void response.destroy(),
    },
  )
}

const server = createServer(
  process.env['BENCH_CLIENT'] === 'node' ? forwardByNode : forwardByUndici,
)
process.on('disconnect', () => process.exit(0))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  process.send?.({ type: 'ready', url: `http://127.0.0.1:${port}` })
})
