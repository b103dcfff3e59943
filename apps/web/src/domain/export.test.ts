import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeploymentHit } from '@ece/api-types'
import { isApiError } from '../api/api-error.ts'
import { enterInstallation } from '../api/installation.ts'
import { errorBody, startTestServer } from '../api/test-server.ts'
import { createExport, type ExportProgress, type ListSource, MAX_ROWS } from './export.ts'
import { buildSearch } from './search.ts'

type Answer = Parameters<typeof startTestServer>[0]

let answer: Answer
let server: Awaited<ReturnType<typeof startTestServer>>

beforeEach(async () => {
  server = await startTestServer((request) => answer(request))
  vi.stubGlobal('location', new URL(`${server.url}/default/deployments`))
  enterInstallation({ id: 'default', name: 'ECE', environment: '', colour: '#55606f' })
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await server.stop()
})

const SOURCE: ListSource<DeploymentHit> = {
  name: 'deployments',
  noun: 'deployment',
  idOf: ({ id }) => id,
  toJson: (row) => row,
  from: { body: buildSearch({ q: 'x' }, { sort: 'name' }), toRows: (page) => page.deployments },
}
const COLUMNS = [{ header: 'Deployment', value: ({ name }: DeploymentHit) => name }]

/** A server that has `total` deployments and answers them by cursor. */
const serve = (total: number): Answer => {
  return ({ body }) => {
    const { cursor, size } = body as { cursor?: string; size: number }
    const from = Number(cursor ?? 0)
    const count = Math.max(0, Math.min(size, total - from))
    const deployments = Array.from({ length: count }, (_, i) => ({
      id: String(from + i),
      name: `=deployment-${from + i}`,
      resources: {},
    }))
    const next = count === 0 ? {} : { cursor: String(from + count) }
    return { body: { return_count: count, match_count: total, deployments, ...next } }
  }
}

const start = (format: 'csv' | 'json' = 'csv') => createExport(SOURCE, format, COLUMNS)
const nothing = () => {}
const forever = new AbortController().signal

describe('an export', () => {
  it('reads page by page and writes every row once', async () => {
    answer = serve(1200)
    const file = start()
    const told: ExportProgress[] = []
    expect(await file.run(forever, (progress) => told.push(progress))).toBe('complete')
    expect(told.map(({ read }) => read)).toEqual([500, 1000, 1200, 1200])
    expect(told[0]?.total).toBe(1200)
    const text = await file.file().text()
    const lines = text.split('\r\n')
    // `text()` takes the byte order mark away; its three bytes are in the file
    expect(new Uint8Array(await file.file().arrayBuffer()).slice(0, 3)).toEqual(
      new Uint8Array([0xef, 0xbb, 0xbf]),
    )
    expect(lines).toHaveLength(1 + 1200 + 1)
    expect(lines[0]).toContain('Deployment')
    expect(lines[1]).toBe("'=deployment-0")
    expect(server.received.map(({ body }) => (body as { size: number }).size)).toEqual([
      500, 500, 500, 500,
    ])
  })

  it('writes JSON as the API returned it', async () => {
    answer = serve(2)
    const file = start('json')
    await file.run(forever, nothing)
    expect(JSON.parse(await file.file().text())).toEqual([
      { id: '0', name: '=deployment-0', resources: {} },
      { id: '1', name: '=deployment-1', resources: {} },
    ])
  })

  it('ends at the limit and says that there is more', async () => {
    answer = serve(MAX_ROWS + 1)
    const file = start()
    expect(await file.run(forever, nothing)).toBe('capped')
    expect(file.progress().rows).toBe(MAX_ROWS)
  })

  it('of exactly as many rows as fit is complete', async () => {
    answer = serve(MAX_ROWS)
    const file = start()
    expect(await file.run(forever, nothing)).toBe('complete')
    expect(file.progress().rows).toBe(MAX_ROWS)
  })

  it('keeps what was read when it is cancelled, and goes on from there', async () => {
    answer = serve(1200)
    const file = start()
    const cancel = new AbortController()
    const run = file.run(cancel.signal, ({ read }) => {
      if (read === 500) cancel.abort()
    })
    await expect(run).rejects.toThrow(/abort/i)
    expect(file.progress()).toEqual({ read: 500, total: 1200, rows: 500 })
    expect(await file.run(forever, nothing)).toBe('complete')
    expect(file.progress().rows).toBe(1200)
  })

  it('waits when it is asked to, and goes on by itself', async () => {
    const busy = serve(600)
    let refusals = 2
    answer = (request) => {
      if (server.received.length !== 2 + (2 - refusals) || refusals === 0) return busy(request)
      refusals -= 1
      const status = refusals === 1 ? 429 : 503
      const headers = { 'Retry-After': '0' }
      return { status, headers, body: errorBody('console.too_many_requests') }
    }
    const file = start()
    const told: ExportProgress[] = []
    expect(await file.run(forever, (progress) => told.push(progress))).toBe('complete')
    expect(told.filter(({ waiting }) => waiting !== undefined)).toHaveLength(2)
    expect(file.progress().rows).toBe(600)
  })

  it('stops at a refusal without a time, and at the end of the session, and keeps what it has', async () => {
    for (const [status, code] of [
      [503, 'console.unavailable'],
      [401, 'console.session_expired'],
    ] as const) {
      const all = serve(1200)
      const before = server.received.length
      answer = (request) =>
        server.received.length - before === 2 ? { status, body: errorBody(code) } : all(request)
      const file = start()
      const error: unknown = await file.run(forever, nothing).catch((reason: unknown) => reason)
      expect(isApiError(error, code)).toBe(true)
      expect(file.progress().rows).toBe(500)
      expect(await file.run(forever, nothing)).toBe('complete')
      expect(file.progress().rows).toBe(1200)
    }
  })

  it('ends although the cursor leads round in a circle', async () => {
    const round = serve(500)
    answer = (request) => round({ ...request, body: { size: 500 } })
    const file = start()
    await file.run(forever, nothing)
    expect(file.progress().rows).toBe(500)
  })

  it('of a list from which something is deleted meanwhile is complete', async () => {
    let total = 1200
    answer = (request) => {
      const reply = serve(total)(request)
      total = 1100
      return reply
    }
    expect(await start().run(forever, nothing)).toBe('complete')
  })

  it('of nothing has no rows', async () => {
    answer = serve(0)
    const file = start()
    expect(await file.run(forever, nothing)).toBe('complete')
    expect(file.progress().rows).toBe(0)
  })
})
