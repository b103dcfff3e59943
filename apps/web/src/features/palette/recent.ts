// The objects that were opened last, for an empty palette. Every page names its object in the title of the window, so that
// is where the name comes from, whatever the page.
import { z } from '@ece/api-types'
import { readPreference, writePreference } from '../../lib/storage.ts'
import { shortId } from '../../lib/text.ts'

const AREAS = [
  'deployments',
  'elasticsearch',
  'kibana',
  'templates',
  'stack-versions',
  'allocators',
] as const
const MOST = 8
const MAX_NAME = 200

const Visit = z.object({ area: z.enum(AREAS), id: z.string(), name: z.string() })
export type Visit = z.infer<typeof Visit>

/** Of one person: whoever signs in next at this browser may not be allowed to see them. */
const Visits = z.object({ user: z.string(), visits: z.array(Visit) })

export interface Whose {
  readonly installation: { readonly id: string; readonly name: string }
  readonly user: string
}

const nameOf = ({ installation }: Whose) => `recent.${installation.id}`

/** Newest first; none when what is stored is somebody else's or cannot be read. */
export function readVisits(whose: Whose): readonly Visit[] {
  let stored: unknown
  try {
    stored = JSON.parse(readPreference(nameOf(whose)) ?? 'null')
  } catch {
    return []
  }
  const parsed = Visits.safeParse(stored)
  return parsed.success && parsed.data.user === whose.user ? parsed.data.visits.slice(0, MOST) : []
}

/** Puts one on top. */
export function rememberVisit(whose: Whose, visit: Visit): void {
  const others = readVisits(whose).filter(({ area, id }) => area !== visit.area || id !== visit.id)
  const visits = [visit, ...others].slice(0, MOST)
  writePreference(nameOf(whose), JSON.stringify({ user: whose.user, visits }))
}

/** Titles of pages that are about no object, whatever the address says. */
const NO_OBJECT = ['Page not found', 'This page could not be opened']

/**
 * The object of a page, by its address and the window's title: `logging-prod · prod-eu · ECE Console`. `undefined` for lists,
 * and for pages that do not know the name (the object is being read, or there is none).
 */
export function visitOf(path: string, title: string, { installation }: Whose): Visit | undefined {
  const [, , areaInPath, idInPath, ...rest] = path.split('/')
  const area = AREAS.find((each) => each === areaInPath)
  const suffix = ` · ${installation.name} · ECE Console`
  if (area === undefined || !idInPath || rest.length > 0 || !title.endsWith(suffix))
    return undefined
  const id = decode(idInPath)
  const name = title.slice(0, -suffix.length)
  const isKnown = !NO_OBJECT.includes(name) && (name === id || name !== shortId(id))
  return isKnown ? { area, id, name: name.slice(0, MAX_NAME) } : undefined
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Remembers what is open and whatever is opened from here on. Returns how to stop. */
export function recordVisits(whose: Whose): () => void {
  const record = () => {
    const visit = visitOf(globalThis.location.pathname, document.title, whose)
    if (visit !== undefined) rememberVisit(whose, visit)
  }
  record()
  const observer = new MutationObserver(record)
  const title = document.querySelector('title')
  if (title !== null) observer.observe(title, { childList: true })
  return () => observer.disconnect()
}
