// `/bff/audit`: the log for those who may read it.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import type { AuditAnswer } from '@ece/api-types/bff'
import { Router, type Request, type Response } from 'express'
import type { Config } from '../config.ts'
import { sendJson } from '../http/answer.ts'
import { ConsoleError } from '../http/console-error.ts'
import { factsOf } from '../http/facts.ts'
import { readJson } from '../http/json-body.ts'
import type { SignedIn } from '../session/signed-in.ts'
import type { Store } from '../store/open.ts'
import { failAsUnavailable } from '../store/unavailable.ts'
import type { Audit } from './audit.ts'
import { writeExport } from './export.ts'
import { countAll, readAll, readPage } from './filter.ts'
import { readAuditQuery, type AuditQuery } from './query.ts'
import { toAuditRecord } from './record.ts'
import { createSeal } from './seal.ts'
import { createViews } from './views.ts'
import { checkReaders, findSignedIn, whoOf, type WhoParts } from './who.ts'

export type AuditRouterParts = WhoParts & {
  readonly config: Pick<Config, 'key'>
  readonly store: Store
  readonly audit: Audit
  /** Throws `console.csrf`. */
  readonly checkOrigin: (request: Request) => void
  readonly now: () => number
}

/** So long one answer may look for records that are rare. */
const PATIENCE_MS = 1_500
const LOSSES = ['restored', 'head_changed', 'records_dropped', 'second_file_set_aside']
/** Losses are rare, and each is on record. */
const MOST_MISSING = 20

/** A list that the browser wrote to a file of its own. */
const ListExport = z.strictObject({
  installation: z.string().max(40),
  what: z.string().min(1).max(100),
  format: z.enum(['csv', 'json']),
  count: z.int().min(0),
})

const EXPORT = 'GET /bff/audit/export'

/** `GET /`, `/count`, `/export`, `/{seq}`, and `POST /exports`. */
export function createAuditRouter(parts: AuditRouterParts): Router {
  const { store, audit, checkOrigin, now } = parts
  const router = Router({ caseSensitive: true, strict: true })
  const seal = createSeal(parts.config.key)
  const noteView = createViews(audit, now)
  const log = failAsUnavailable({
    page: readPage.bind(undefined, store),
    count: countAll.bind(undefined, store),
    head: () => store.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow(),
    record: (seq: number) =>
      store.selectFrom('audit').selectAll().where('seq', '=', seq).executeTakeFirst(),
    losses: () =>
      store
        .selectFrom('audit')
        .select(['record', 'hash'])
        .where('outcome', 'in', LOSSES)
        .orderBy('seq', 'desc')
        .limit(MOST_MISSING)
        .execute(),
  })

  const begin = async (request: Request, response: Response, row: string) => {
    factsOf(response).row = row
    const readers = checkReaders(await findSignedIn(parts, request, response))
    // an export has a record of its own
    if (row !== EXPORT) noteView(readers[0], request, response)
    return readers
  }

  /** What of the query is for these readers. */
  const narrow = (readers: readonly SignedIn[], { installation, filter }: AuditQuery) => {
    const mine = readers.map((one) => one.installation.id)
    if (installation === undefined) return { ...filter, installations: mine }
    if (mine.includes(installation)) {
      return { ...filter, installations: [installation], onlyInstallation: true }
    }
    throw new ConsoleError(
      'console.unknown_installation',
      'You are not signed in to an installation of this name, or may not read its records.',
    )
  }

  router.get('/', async (request, response) => {
    const readers = await begin(request, response, 'GET /bff/audit')
    const query = readAuditQuery(request.url, ['limit', 'before'])
    const filter = narrow(readers, query)
    const head = await log.head()
    const before = Math.min(query.before ?? Number.MAX_SAFE_INTEGER, head.seq + 1)
    const { rows, next } = await log.page(filter, {
      before,
      limit: query.limit,
      patienceMs: PATIENCE_MS,
    })
    const newest = head.seq === 0 ? undefined : await log.record(head.seq)
    const missing = await log.losses()
    const answer: AuditAnswer = {
      records: rows.map(toAuditRecord),
      ...(next === undefined ? {} : { next }),
      ...(newest === undefined
        ? {}
        : { head: { seq: head.seq, hash: head.hash, at: new Date(newest.at).toISOString() } }),
      ...(missing.length === 0 ? {} : { missing: missing.map(toAuditRecord) }),
      ...(audit.waiting() === 0 ? {} : { waiting: audit.waiting() }),
    }
    sendJson(response, 200, answer)
  })

  router.get('/count', async (request, response) => {
    const readers = await begin(request, response, 'GET /bff/audit/count')
    const filter = narrow(readers, readAuditQuery(request.url, []))
    const { seq } = await log.head()
    const { count, isComplete } = await log.count(filter, { upTo: seq, patienceMs: PATIENCE_MS })
    sendJson(response, 200, { count, complete: isComplete })
  })

  router.get('/export', async (request, response) => {
    const readers = await begin(request, response, EXPORT)
    const query = readAuditQuery(request.url, ['format'])
    const filter = narrow(readers, query)
    const { words, format } = query
    // the file holds the record about itself, unless a filter leaves it out
    await audit.append({
      stage: 'export',
      event: 'audit_exported',
      ...whoOf(readers[0], request, response),
      evidence: `${format}: ${words === '' ? 'the whole log' : words}`,
    })
    const { chain, seq } = await log.head()
    const facts = { chain, at: now(), filter: words }
    response.setHeader('Content-Type', TYPES[format])
    const name = `ece-console-audit-${new Date(now()).toISOString().slice(0, 10)}.${format}`
    response.setHeader('Content-Disposition', `attachment; filename="${name}"`)
    const text = writeExport(readAll(store, filter, seq), format, facts, seal)
    try {
      await pipeline(Readable.from(text), response)
    } catch (error) {
      // the browser went: nothing is left to be told to anybody
      if (!isPrematureClose(error)) throw error
    }
  })

  router.post('/exports', async (request: Request, response: Response) => {
    factsOf(response).row = 'POST /bff/audit/exports'
    checkOrigin(request)
    const signedIn = await findSignedIn(parts, request, response)
    const input = ListExport.safeParse(await readJson(request, response))
    if (!input.success) {
      throw new ConsoleError(
        'console.bad_request',
        'A record about an export needs installation, what, format (csv or json) and count.',
        { fields: ['body.installation', 'body.what', 'body.format', 'body.count'] },
      )
    }
    const { installation, what, format, count } = input.data
    const who = signedIn.find((one) => one.installation.id === installation)
    if (who === undefined) {
      throw new ConsoleError('console.no_session', 'You are not signed in to this installation.')
    }
    await audit.append({
      stage: 'export',
      event: 'list_exported',
      ...whoOf(who, request, response),
      count,
      evidence: `${what}, as ${format}`,
    })
    response.status(204).end()
  })

  router.get('/:seq', async (request, response) => {
    const readers = await begin(request, response, 'GET /bff/audit/{seq}')
    const seq = /^[1-9]\d{0,14}$/.test(request.params.seq) ? Number(request.params.seq) : undefined
    const row = seq === undefined ? undefined : await log.record(seq)
    const mine = readers.map((one) => one.installation.id)
    if (row === undefined || (row.installation !== null && !mine.includes(row.installation))) {
      throw new ConsoleError(
        'console.not_found',
        'No record of this number is in the audit log of the installations whose log you may read.',
      )
    }
    const { prev, mac, kid } = row
    sendJson(response, 200, { ...toAuditRecord(row), prev, mac, kid })
  })

  return router
}

const TYPES = {
  jsonl: 'application/jsonl; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
} as const

const isPrematureClose = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
