// The rows of the table as routes. The order of the refusals is fixed (architecture, "ECE
// operations"): it decides what a stranger, a stranger's page and an operator without the role can
// learn.
import {
  createMatcher,
  operations,
  type BuiltRequest,
  type Match,
  type Operation,
} from '@ece/api-types'
import type { Request, Response } from 'express'
import type { NoteRefusal } from '../audit/refusals.ts'
import { describeRefused, isRecorded, whereFrom } from '../audit/who.ts'
import type { Changes } from '../changes/changes.ts'
import { readChangeHeaders } from '../changes/change-headers.ts'
import type { Config } from '../config.ts'
import { ConsoleError } from '../http/console-error.ts'
import { factsOf } from '../http/facts.ts'
import { readJson } from '../http/json-body.ts'
import { createOriginCheck } from '../http/origin-check.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { Sessions } from '../session/signed-in.ts'
import { checkAllowed } from './allow.ts'
import { checkSignedIn } from './check-signed-in.ts'
import type { Ece } from './ece.ts'
import { EceFailure } from './ece-failure.ts'
import { HangUp } from './hang-up.ts'
import { readInput } from './input.ts'
import { createRead } from './read.ts'
import { sendReply } from './reply.ts'
import { ContractMismatch } from './travel.ts'

export interface ForwardParts {
  readonly config: Pick<Config, 'installations' | 'publicUrl'>
  readonly sessions: Pick<Sessions, 'find'>
  readonly changes: Pick<Changes, 'run'>
  readonly log: Log
  readonly metrics: Pick<Metrics, 'shared'>
  readonly eceFor: (installationId: string) => Ece
  readonly noteRefusal: NoteRefusal
}

/** Answers what begins with `/api/`, or rejects with what the error handler says. */
export type Forward = (request: Request, response: Response) => Promise<void>

export function createForward(parts: ForwardParts): Forward {
  const { config, sessions, changes, log, metrics, eceFor } = parts
  const rows = Object.values<Operation>(operations).filter(({ travel }) => travel !== 'server')
  const match = createMatcher(rows)
  const known = new Set(config.installations.map(({ id }) => id))
  const checkOrigin = createOriginCheck(config.publicUrl)
  /** By method and target. What a GET asks follows from its target alone, and polls ask the same again and again. */
  const remembered = new Map<string, Asked>()
  const remember = (target: string, asked: Asked) => {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(target, asked)
  }
  const read = createRead({ eceFor, metrics })

  const forward = async (request: Request, response: Response): Promise<void> => {
    const facts = factsOf(response)
    const { installationId, path, search } = splitTarget(request.url)
    if (!known.has(installationId)) {
      throw new ConsoleError(
        'console.unknown_installation',
        'This console has no such installation. Open the list of installations.',
      )
    }
    facts.installation = installationId
    const target = `${request.method} ${path}?${search}`
    const before = remembered.get(target)
    const matched = before?.matched ?? match(request.method, path)
    if (!matched) {
      throw new ConsoleError(
        'console.not_found',
        `${request.method} at this address is no operation of this console.`,
      )
    }
    const { operation } = matched
    facts.row = operation.name
    checkOrigin(request)

    const background = request.headers['x-ece-background'] === '1'
    const found = sessions.find(request, installationId, { background })
    const session = checkSignedIn(found instanceof Promise ? await found : found)
    facts.session = session.sessionKey.slice(0, 8)
    checkAllowed(operation, session)
    const content =
      request.method === 'GET' ? checkNoBody(request) : await readJson(request, response)
    const built = before?.built ?? readInput(matched, search, content)
    if (request.method === 'GET' && before === undefined) remember(target, { matched, built })
    const { requestId } = facts

    if (operation.danger === 'read') {
      if (response.destroyed) return
      const hangUp = new HangUp()
      response.on('close', () => {
        if (!response.writableFinished) hangUp.abort()
      })
      // written out, not spread: see `ask` in exchange.ts
      const exchange = { operation, request: built, session, requestId, background, signal: hangUp }
      sendReply(request, response, await read(exchange))
    } else {
      const headers = readChangeHeaders(request.headers, session.installation)
      // not bound to the browser: what was begun is finished and recorded
      const deploymentId = matched.params.deployment_id
      const { ip, ua_class: uaClass } = whereFrom(request)
      const exchange = { operation, request: built, session, requestId, ...headers }
      const change = changes.run({ ...exchange, deploymentId, ip, uaClass })
      // what was read before it, or while it ran, is no answer to a read that comes after it
      read.forget(session.sessionKey)
      const reply = await change.finally(() => read.forget(session.sessionKey))
      sendReply(request, response, reply)
    }
  }

  return async (request: Request, response: Response): Promise<void> => {
    try {
      await forward(request, response)
    } catch (error) {
      if (isHangUp(error) && response.destroyed) return
      if (request.method !== 'GET' && isRecorded(error)) {
        const { path } = splitTarget(request.url)
        parts.noteRefusal({ ...(await describeRefused(error, sessions, request, response)), path })
      }
      if (error instanceof EceFailure) {
        const { requestId, row, installation } = factsOf(response)
        const field = error instanceof ContractMismatch ? error.field : undefined
        const { code, status } = error
        const facts = { request_id: requestId, row, installation, code, ece_status: status, field }
        log.warn(facts, 'a call to ECE failed')
      }
      throw error
    }
  }
}

/** A GET whose parameters were checked. */
interface Asked {
  readonly matched: Match
  readonly built: BuiltRequest
}
/** Targets have at most 2 KB (http/raw-target.ts). */
const MOST_REMEMBERED = 1_000

const isHangUp = (error: unknown) => error instanceof Error && error.name === 'AbortError'

const PREFIX = '/api/'

/** `/api/{installation}/path?search`; the raw target was judged before. */
function splitTarget(url: string) {
  const mark = url.indexOf('?')
  const pathname = mark < 0 ? url : url.slice(0, mark)
  const slash = pathname.indexOf('/', PREFIX.length)
  return {
    installationId: pathname.slice(PREFIX.length, slash < 0 ? undefined : slash),
    path: slash < 0 ? '' : pathname.slice(slash),
    search: mark < 0 ? '' : url.slice(mark + 1),
  }
}

function checkNoBody(request: Request): undefined {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers
  if (length === '0' && encoding === undefined) return undefined
  throw new ConsoleError('console.bad_request', 'A GET has no body.', { fields: ['body'] })
}
