import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { createScanner, spellingsOf, startTap } from './tap.ts'

const SECRET = 'canary-Pa55~wörd/7d1f'

async function leaksOf(answer: (response: ServerResponse) => void) {
  const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // a server that listens on a port has such an address
  const { port } = server.address() as AddressInfo
  const scanner = createScanner(new Set([SECRET]))
  const tap = await startTap({ target: () => `http://127.0.0.1:${port}`, scanner })
  onTestFinished(async () => {
    await tap.stop()
    server.close()
  })
  const response = await fetch(`${tap.url}/page`)
  return { text: await response.text(), leaks: scanner.leaks }
}

test('a harmless page goes through as it is', async () => {
  const { text, leaks } = await leaksOf((response) => response.end('nothing here'))
  expect([text, leaks]).toEqual(['nothing here', []])
})

test.each(spellingsOf(SECRET))('a secret written as %s is found', async (spelling) => {
  const { leaks } = await leaksOf((response) => response.end(`{"a":"${spelling}"}`, 'latin1'))
  expect(leaks.length).toBeGreaterThan(0)
})

test.each([0, 1, 2])('a secret within base64 of more is found, %i bytes in', async (shift) => {
  const text = Buffer.from(`${'-'.repeat(shift)}${SECRET} and more`).toString('base64')
  const { leaks } = await leaksOf((response) => response.end(text))
  expect(leaks.length).toBeGreaterThan(0)
})

test('a secret is found in gzip, in brotli and in a header', async () => {
  const pressed = [
    ['gzip', gzipSync(`a ${SECRET} b`)],
    ['br', brotliCompressSync(`a ${SECRET} b`)],
  ] as const
  for (const [encoding, body] of pressed) {
    const { leaks, text } = await leaksOf((response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(body),
    )
    expect(text).toBe(`a ${SECRET} b`)
    expect(leaks.length).toBeGreaterThan(0)
  }
  const { leaks } = await leaksOf((response) =>
    response.writeHead(200, { 'x-secret': encodeURIComponent(SECRET) }).end(),
  )
  expect(leaks).toHaveLength(1)
})

test('a secret cut into chunks is still one', () => {
  const scanner = createScanner(new Set([SECRET]))
  const scan = scanner.open('a stream')
  for (const byte of Buffer.from(`before ${encodeURIComponent(SECRET)} after`)) {
    scan(Buffer.from([byte]))
  }
  expect(scanner.leaks.map(({ where }) => where)).toEqual(['a stream'])
})

test('streams are not glued together', () => {
  const scanner = createScanner(new Set(['abcdef']))
  scanner.open('one')(Buffer.from('abc'))
  scanner.open('two')(Buffer.from('def'))
  expect(scanner.leaks).toEqual([])
})
