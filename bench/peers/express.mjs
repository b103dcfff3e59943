// What many would write first: Express, express-session and http-proxy-middleware.
import express from 'express'
import session from 'express-session'
import { createProxyMiddleware } from 'http-proxy-middleware'
import { Agent } from 'node:http'

const app = express()
app.use(session({ secret: 'bench', resave: false, saveUninitialized: false }))
app.post('/login', (request, response) => {
  request.session.token = `bench-${Math.random()}`
  response.status(204).end()
})
app.use((request, response, next) => {
  if (request.session.token === undefined) response.status(401).end()
  else next()
})
app.use(
  createProxyMiddleware({
    target: process.env.BENCH_UPSTREAM,
    agent: new Agent({ keepAlive: true }),
    on: {
      proxyReq: (outgoing, request) => {
        outgoing.setHeader('Authorization', `Bearer ${request.session.token}`)
      },
    },
  }),
)
process.on('disconnect', () => process.exit(0))
const server = app.listen(0, '127.0.0.1', () => {
  process.send({ type: 'ready', url: `http://127.0.0.1:${server.address().port}` })
})
