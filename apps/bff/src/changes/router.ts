// `/bff/changes`: what became of a change, for every operator who is signed in to its installation.
import type { ChangeWithStory } from '@ece/api-types/bff'
import { Router, type Request, type Response } from 'express'
import type { Audit } from '../audit/audit.ts'
import { findSignedIn } from '../audit/who.ts'
import type { Config } from '../config.ts'
import { checkSignedIn } from '../forward/check-signed-in.ts'
import { sendJson } from '../http/answer.ts'
import { ConsoleError } from '../http/console-error.ts'
import { factsOf } from '../http/facts.ts'
import type { Sessions } from '../session/signed-in.ts'
import type { Store } from '../store/open.ts'
import { failAsUnavailable } from '../store/unavailable.ts'
import { toChange } from './change-view.ts'
import { createJournal } from './journal.ts'

export interface ChangesRouterParts {
  readonly config: Pick<Config, 'installations'>
  readonly sessions: Pick<Sessions, 'find'>
  readonly store: Store
  readonly audit: Pick<Audit, 'story'>
}

const DEFAULT_LIMIT = 100
const MOST = 500

/** `GET /` (`?installation=&target=&limit=&before=`) and `GET /{idempotency key}`. */
export function createChangesRouter({
  config,
  sessions,
  store,
  audit,
}: ChangesRouterParts): Router {
  const router = Router({ caseSensitive: true, strict: true })
  const { find, page } = createJournal(store, Date.now)
  const { story } = audit
  const journal = failAsUnavailable({ find, page, story })

  /** Ids of the installations that this request is signed in to; throws when there is none. */
  const installationsOf = async (request: Request, response: Response): Promise<string[]> => {
    const signedIn = await findSignedIn({ config, sessions }, request, response)
    return signedIn.map(({ installation }) => installation.id)
  }

  router.get('/', async (request, response) => {
    factsOf(response).row = 'GET /bff/changes'
    const query = readQuery(request.url)
    const mine = await installationsOf(request, response)
    const { installation, ...bounds } = query
    if (installation !== undefined && !config.installations.some(({ id }) => id === installation)) {
      throw new ConsoleError(
        'console.unknown_installation',
        'This console has no such installation.',
      )
    }
    if (installation !== undefined && !mine.includes(installation)) checkSignedIn('none')
    const installations = installation === undefined ? mine : [installation]
    const rows = await journal.page({ installations, ...bounds })
    sendJson(response, 200, { changes: rows.map(toChange) })
  })

  router.get('/:id', async (request, response) => {
    factsOf(response).row = 'GET /bff/changes/{id}'
    const mine = await installationsOf(request, response)
    const row = await journal.find(request.params.id.toLowerCase())
    if (!row || !mine.includes(row.installation)) {
      throw new ConsoleError(
        'console.not_found',
        'No change with this key was recorded on the installations that you are signed in to.',
      )
    }
    const change: ChangeWithStory = { ...toChange(row), story: await journal.story(row.id) }
    sendJson(response, 200, change)
  })

  return router
}

function readQuery(url: string) {
  const query = new URLSearchParams(url.split('?')[1] ?? '')
  const fields = [...query.keys()]
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT)
  const wrong = fields.filter(
    (name, index) =>
      !['installation', 'target', 'limit', 'before'].includes(name) ||
      fields.indexOf(name) !== index,
  )
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) wrong.push('limit')
  if (wrong.length > 0) {
    const bounded = [...new Set(wrong)].slice(0, 10).map((name) => `query.${name.slice(0, 100)}`)
    throw new ConsoleError(
      'console.bad_request',
      `The list of changes takes installation, target, limit (1 to ${MOST}) and before, each once.`,
      { fields: bounded },
    )
  }
  const installation = query.get('installation') ?? undefined
  const target = query.get('target') ?? undefined
  return { installation, target, limit, before: query.get('before') ?? undefined }
}
