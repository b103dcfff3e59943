// `/bff/jobs`: work over many targets, seen by every operator who is signed in to its installation.
import type { Confirmed, Job, JobItemState } from '@ece/api-types/bff'
import { Router, type Request, type Response } from 'express'
import { createHash } from 'node:crypto'
import type { Audit } from '../audit/audit.ts'
import type { AuditEntry } from '../audit/entry.ts'
import type { NoteRefusal } from '../audit/refusals.ts'
import { findSignedIn, whoOf } from '../audit/who.ts'
import type { Config } from '../config.ts'
import { checkAllowed } from '../forward/allow.ts'
import { checkSignedIn } from '../forward/check-signed-in.ts'
import { sendJson } from '../http/answer.ts'
import { ConsoleError } from '../http/console-error.ts'
import { factsOf } from '../http/facts.ts'
import { JOB_BYTES, readJson } from '../http/json-body.ts'
import type { Sessions, SignedIn } from '../session/signed-in.ts'
import { failAsUnavailable } from '../store/unavailable.ts'
import { findBulkRow } from './bulk-rows.ts'
import { entryOf } from './job-entry.ts'
import type { Jobs } from './jobs.ts'
import { toItem, toJob } from './job-view.ts'
import { createNoteRefused } from './note-refused.ts'
import { readItemsQuery, readKey, readListQuery, readRetryQuery } from './read-query.ts'
import {
  checkBulkRow,
  checkItems,
  checkReason,
  checkTicket,
  hashOfJob,
  parseNewJob,
} from './read-job.ts'
import type { JobRow, NewItem, NewJobRow } from './records.ts'
import { controlJob, type Control } from './control.ts'

export interface JobsRouterParts {
  readonly config: Pick<Config, 'installations'>
  readonly sessions: Pick<Sessions, 'find'>
  readonly jobs: Jobs
  readonly audit: Pick<Audit, 'append' | 'story'>
  readonly noteRefusal?: NoteRefusal | undefined
  /** Throws `console.csrf`. */
  readonly checkOrigin: (request: Request) => void
}

export function createJobsRouter(parts: JobsRouterParts): Router {
  const { config, sessions, jobs, audit, checkOrigin } = parts
  const router = Router({ caseSensitive: true, strict: true })
  const { find, list, counts, items, insert, durations, moveJob } = jobs.records
  const stories = failAsUnavailable({ of: (id: string) => audit.story(id) })
  const records = failAsUnavailable({ find, list, counts, items, insert, durations, moveJob })

  const row = (response: Response, name: string) => {
    factsOf(response).row = name
  }

  /** Every installation that this request is signed in to; throws when there is none. */
  const signedInTo = async (request: Request, response: Response) =>
    findSignedIn({ config, sessions }, request, response)

  const sessionFor = (signedIn: readonly SignedIn[], id: string, response: Response): SignedIn => {
    if (!config.installations.some((one) => one.id === id)) {
      throw new ConsoleError(
        'console.unknown_installation',
        'This console has no such installation.',
      )
    }
    factsOf(response).installation = id
    return checkSignedIn(signedIn.find(({ installation }) => installation.id === id) ?? 'none')
  }

  /** The job and whoever asks for it. Other installations' jobs do not exist. */
  const findMine = async (request: Request<{ id: string }>, response: Response) => {
    const signedIn = await signedInTo(request, response)
    const job = await records.find(request.params.id.toLowerCase())
    const session = signedIn.find(({ installation }) => installation.id === job?.installation)
    if (job === undefined || session === undefined) {
      throw new ConsoleError(
        'console.not_found',
        'No job with this id was made on the installations that you are signed in to.',
      )
    }
    factsOf(response).installation = job.installation
    return { job, session }
  }

  const view = async (job: JobRow): Promise<Job> => {
    const ofAll = await records.counts([job.id])
    const ended = job.state === 'running' ? await records.durations(job.id) : []
    return toJob(job, { counts: ofAll.get(job.id) ?? {}, durations: ended })
  }

  const make = async ({
    job,
    items: all,
    confirm,
    by,
    response,
  }: {
    readonly job: NewJobRow
    readonly items: readonly NewItem[]
    readonly confirm?: Confirmed | undefined
    readonly by: Partial<AuditEntry>
    readonly response: Response
  }): Promise<void> => {
    const [reason, ticket] = [job.reason ?? undefined, job.ticket ?? undefined]
    const more = { by, reason, ticket, confirm, count: all.length }
    const earlier = await records.insert(job, all, (db) =>
      audit.append(entryOf(job, 'made', more), db),
    )
    if (earlier !== undefined) return answerEarlier(response, earlier, job.request_hash)
    jobs.attend(job.id)
    const made = await records.find(job.id)
    sendJson(response, 201, await view(made ?? noJob()))
  }

  const answerEarlier = async (response: Response, earlier: JobRow, hash: string) => {
    if (earlier.request_hash !== hash) {
      throw new ConsoleError(
        'console.idempotency_key_reused',
        'This Idempotency-Key belongs to another job, so nothing was begun. Use a new key for a new job.',
        { fields: ['Idempotency-Key'] },
      )
    }
    response.setHeader('Idempotency-Replayed', 'true')
    sendJson(response, 201, await view(earlier))
  }

  router.get('/', async (request, response) => {
    row(response, 'GET /bff/jobs')
    const { installation } = readListQuery(request.url)
    const signedIn = await signedInTo(request, response)
    const ids =
      installation === undefined
        ? signedIn.map((one) => one.installation.id)
        : [sessionFor(signedIn, installation, response).installation.id]
    const rows = (await Promise.all(ids.map((id) => records.list(id))))
      .flat()
      .toSorted((a, b) => b.created_at - a.created_at)
    const ofAll = await records.counts(rows.map(({ id }) => id))
    sendJson(response, 200, {
      jobs: rows.map((job) => toJob(job, { counts: ofAll.get(job.id) ?? {} })),
    })
  })

  router.post('/', async (request, response) => {
    row(response, 'POST /bff/jobs')
    checkOrigin(request)
    // nobody else may send us megabytes
    const signedIn = await signedInTo(request, response)
    const wanted = parseNewJob(await readJson(request, response, JOB_BYTES))
    const session = sessionFor(signedIn, wanted.installation, response)
    const bulk = checkBulkRow(wanted.operation)
    checkAllowed(bulk.operation, session)
    await checkItems(bulk, wanted)
    const reason = checkReason(wanted.reason, session.installation)
    const id = readKey(request.headers['idempotency-key'])
    const { user_name: userName } = session.user
    await make({
      by: whoOf(session, request, response),
      confirm: wanted.confirm,
      response,
      job: {
        id,
        installation: wanted.installation,
        operation: wanted.operation,
        title: wanted.title,
        user_name: userName,
        session_key: session.sessionKey,
        request_hash: hashOfJob(userName, wanted),
        reason: reason ?? null,
        ticket: checkTicket(wanted.ticket) ?? null,
        query: wanted.query === undefined ? null : JSON.stringify(wanted.query),
        body: wanted.body === undefined ? null : JSON.stringify(wanted.body),
        canary: wanted.canary,
        concurrency: wanted.concurrency,
        soak_seconds: wanted.soak_seconds,
        keep_going: wanted.keep_going ? 1 : 0,
        retry_of: null,
      },
      items: wanted.items.map(({ params, name, seen_version: seen }) => ({
        params: JSON.stringify(params),
        name,
        seen_version: seen ?? null,
      })),
    })
  })

  router.get('/:id', async (request, response) => {
    row(response, 'GET /bff/jobs/{id}')
    const { job } = await findMine(request, response)
    const story = await stories.of(job.id)
    sendJson(response, 200, { ...(await view(job)), story })
  })

  router.get('/:id/items', async (request, response) => {
    row(response, 'GET /bff/jobs/{id}/items')
    const { job } = await findMine(request, response)
    const { state, offset, limit } = readItemsQuery(request.url)
    const states: JobItemState[] | undefined = state === undefined ? undefined : [state]
    const rows = await records.items(job.id, { states, offset, limit })
    const counted = (await records.counts([job.id])).get(job.id) ?? {}
    const total = state === undefined ? job.total : (counted[state] ?? 0)
    sendJson(response, 200, { items: rows.map(toItem), total })
  })

  const control = (name: Control) =>
    router.post(`/:id/_${name}`, async (request: Request<{ id: string }>, response) => {
      row(response, `POST /bff/jobs/{id}/_${name}`)
      checkOrigin(request)
      const { job, session } = await findMine(request, response)
      await controlJob({ moveJob: records.moveJob, audit }, name, job, {
        session,
        by: whoOf(session, request, response),
      })
      jobs.attend(job.id)
      sendJson(response, 200, await view((await records.find(job.id)) ?? noJob()))
    })
  control('pause')
  control('resume')
  control('stop')

  router.post('/:id/_retry', async (request: Request<{ id: string }>, response) => {
    row(response, 'POST /bff/jobs/{id}/_retry')
    checkOrigin(request)
    const { rest } = readRetryQuery(request.url)
    const { job, session } = await findMine(request, response)
    const bulk = findBulkRow(job.operation) ?? noJob()
    checkAllowed(bulk.operation, session)
    const reason = checkReason(job.reason ?? undefined, session.installation)
    const id = readKey(request.headers['idempotency-key'])
    if (job.ended_at === null) {
      throw new ConsoleError(
        'console.job_not_in_state',
        'This job is not over yet. Its failed items can be tried again when it is.',
      )
    }
    const states: JobItemState[] = rest ? ['failed', 'not_started'] : ['failed']
    const again = await records.items(job.id, { states })
    const { user_name: userName } = session.user
    const hash = createHash('sha256')
      .update(`${userName} ${job.id} ${String(rest)}`)
      .digest('hex')
    const earlier = await records.find(id)
    if (earlier !== undefined) return answerEarlier(response, earlier, hash)
    if (again.length === 0) {
      throw new ConsoleError('console.job_not_in_state', 'This job has nothing to try again.')
    }
    const { operation, installation, title, query, body } = job
    const { canary, concurrency, soak_seconds, keep_going } = job
    return make({
      by: whoOf(session, request, response),
      response,
      job: {
        id,
        installation,
        operation,
        title,
        query,
        body,
        canary,
        concurrency,
        soak_seconds,
        keep_going,
        user_name: userName,
        session_key: session.sessionKey,
        request_hash: hash,
        reason: reason ?? null,
        ticket: job.ticket,
        retry_of: job.id,
      },
      // what was seen of the targets then is not how they are now
      items: again.map(({ params, name }) => ({ params, name, seen_version: null })),
    })
  })

  router.use(createNoteRefused(sessions, parts.noteRefusal))
  return router
}

function noJob(): never {
  throw new ConsoleError('console.not_found', 'This job is gone.')
}
