// The rows of the table as routes. The order of the refusals is fixed (architecture, "ECE
// operations"): it decides what a stranger, a stranger's page and an operator without the role can
// learn.
import { createMatcher, operations, type Operation } from '@ece/api-types'
import type { Request, RequestHandler, Response } from 'express'
import { createChanges } from '../changes/changes.ts'
import { readChangeHeaders } from '../changes/change-headers.ts'
import { createSendChange } from '../changes/send-change.ts'
import type { Config } from '../config.ts'
import { ConsoleError } from '../http/console-error.ts'
import { factsOf } from '../http/facts.ts'
import { readJson } from '../http/json-body.ts'
import { createOriginCheck } from '../http/origin-check.ts'
import type { Log } from '../log.ts'
import type { Sessions } from '../session/signed-in.ts'
import type { Store } from '../store/open.ts'
import { checkAllowed } from './allow.ts'
import { checkSignedIn } from './check-signed-in.ts'
import type { Ece } from './ece.ts'
import { EceFailure } from './ece-failure.ts'
import { readInput } from './input.ts'
import { createRead } from './read.ts'
import { sendReply } from './reply.ts'
import { ContractMismatch } from './travel.ts'

export interface ForwardParts {
  readonly config: Pick<Config, 'installations' | 'publicUrl'>
  readonly sessions: Pick<Sessions, 'find'>
  readonly store: Store
  readonly log: Log
  readonly eceFor: (installationId: string) => Ece
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

/**
 * Mounted at `/api`; `settled` resolves when no change is under way, also those whose browser has
 * gone.
 */
export type Forward = RequestHandler & { settled(): Promise<void> }

export function createForward(parts: ForwardParts): Forward {
  const { config, sessions, store, log, eceFor, now = Date.now } = parts
  const rows = Object.values<Operation>(operations).filter(({ travel }) => travel !== 'server')
  const match = createMatcher(rows)
  const known = new Set(config.installations.map(({ id }) => id))
  const checkOrigin = createOriginCheck(config.publicUrl)
  const read = createRead(eceFor)
  const changes = createChanges({
    store,
    eceFor,
    log,
    now,
    send: createSendChange({ eceFor, log }),
  })

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
    const matched = match(request.method, path)
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
    const session = checkSignedIn(await sessions.find(request, installationId, { background }))
    facts.session = session.sessionKey.slice(0, 8)
    checkAllowed(operation, session)
    const built = readInput(matched, search, await readContent(request, response))
    const exchange = { operation, request: built, session, requestId: facts.requestId }

    if (operation.danger === 'read') {
      if (response.destroyed) return
      const hungUp = new AbortController()
      response.once('close', () => {
        if (!response.writableFinished) hungUp.abort()
      })
      sendReply(request, response, await read({ ...exchange, signal: hungUp.signal }))
    } else {
      const headers = readChangeHeaders(request.headers, session.installation)
      // not bound to the browser: what was begun is finished and recorded
      const deploymentId = matched.params.deployment_id
      const reply = await changes.run({ ...exchange, ...headers, deploymentId })
      sendReply(request, response, reply)
    }
  }

  const handle: RequestHandler = async (request, response) => {
    try {
      await forward(request, response)
    } catch (error) {
      if (isHangUp(error) && response.destroyed) return
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
  return Object.assign(handle, { settled: changes.settled })
}

const isHangUp = (error: unknown) => error instanceof Error && error.name === 'AbortError'

/** `/{installation}/path?search`; the raw target was judged before. */
function splitTarget(url: string) {
  const mark = url.indexOf('?')
  const pathname = mark < 0 ? url : url.slice(0, mark)
  const slash = pathname.indexOf('/', 1)
  return {
    installationId: slash < 0 ? pathname.slice(1) : pathname.slice(1, slash),
    path: slash < 0 ? '' : pathname.slice(slash),
    search: mark < 0 ? '' : url.slice(mark + 1),
  }
}

async function readContent(request: Request, response: Response): Promise<unknown> {
  if (request.method !== 'GET') return readJson(request, response)
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers
  if (length === '0' && encoding === undefined) return undefined
  throw new ConsoleError('console.bad_request', 'A GET has no body.', { fields: ['body'] })
}
