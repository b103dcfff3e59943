// What a projected row is compared with: the answer parsed, checked with zod and written again. No session, no
// routing: only that.
import { operations, z } from '@ece/api-types'
import { Agent, createServer, request as open } from 'node:http'
import { buffer } from 'node:stream/consumers'

const upstream = new URL(process.env['BENCH_UPSTREAM'] ?? '')
const agent = new Agent({ keepAlive: true })
const { response: schema } = operations.searchDeployments

const server = createServer((request, response) => {
  const { method, url: path } = request
  const options = { agent, hostname: upstream.hostname, port: upstream.port, method, path }
  const headers = { 'content-type': 'application/json' }
  const outgoing = open({ ...options, headers }, (incoming) => {
    void buffer(incoming).then((bytes) => {
      const body = Buffer.from(JSON.stringify(z.parse(schema, JSON.parse(bytes.toString()))))
      response.writeHead(200, { ...headers, 'content-length': body.length })
      response.end(body)
    })
  })
  request.pipe(outgoing)
})
process.on('disconnect', () => process.exit(0))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  process.send?.({ type: 'ready', url: `http://127.0.0.1:${port}` })
})
