// The same on Fastify with its own session and proxy plugins.
import cookie from '@fastify/cookie'
import proxy from '@fastify/http-proxy'
import session from '@fastify/session'
import fastify from 'fastify'

const app = fastify()
await app.register(cookie)
await app.register(session, {
  secret: 'a secret of at least thirty-two characters',
  cookie: { secure: false },
  saveUninitialized: false,
})
app.post('/login', async (request, reply) => {
  request.session.token = `bench-${Math.random()}`
  return reply.code(204).send()
})
await app.register(proxy, {
  upstream: process.env.BENCH_UPSTREAM,
  prefix: '/api',
  rewritePrefix: '/api',
  preHandler: (request, reply, done) => {
    if (request.session.token === undefined) void reply.code(401).send()
    else done()
  },
  replyOptions: {
    rewriteRequestHeaders: (request, headers) => ({
      ...headers,
      authorization: `Bearer ${request.session.token}`,
    }),
  },
})
process.on('disconnect', () => process.exit(0))
const url = await app.listen({ port: 0, host: '127.0.0.1' })
process.send({ type: 'ready', url })
