// The search index: every deployment as a hit shows it. Only what changed is made anew, because at 10,000 deployments
// something changes with nearly every look.
import type { Deployment } from './model.ts'

export type Document = Readonly<Record<string, unknown>>

export interface Documents {
  /** The same array while nothing changed, the same object while its deployment did not. */
  all(): readonly Document[]
  changed(deployment: Deployment): void
  removed(deployment: Deployment): void
}

export interface DocumentsOptions {
  readonly now: () => number
  readonly render: (deployment: Deployment) => Document
  /** When a document changes by the passing of time alone (epoch ms). */
  readonly expires: (deployment: Deployment) => number
}

/** What only time changes reaches the index this late, in ms; the index of a real ECE lags too (ece-behaviour 9.3). */
const INDEX_LAG = 60_000

interface Entry {
  document: Document
  until: number
  readonly position: number
}

export function createDocuments({ now, render, expires }: DocumentsOptions): Documents {
  const entries = new Map<Deployment, Entry>()
  const dirty = new Set<Deployment>()
  let list: Document[] = []
  let nextSweep = 0

  /** Positions close up: rare, so all are counted anew. */
  const remove = (deployment: Deployment) => {
    dirty.delete(deployment)
    if (!entries.delete(deployment)) return
    const rest = [...entries]
    entries.clear()
    rest.forEach(([other, entry], position) => entries.set(other, { ...entry, position }))
    list = rest.map(([, { document }]) => document)
  }

  const sweep = (time: number) => {
    for (const [deployment, { until }] of entries) if (until <= time) dirty.add(deployment)
    nextSweep = time + INDEX_LAG
  }

  return {
    all() {
      const time = now()
      if (time >= nextSweep) sweep(time)
      if (dirty.size === 0) return list
      list = [...list]
      for (const deployment of dirty) {
        const position = entries.get(deployment)?.position ?? list.length
        const document = render(deployment)
        entries.set(deployment, { document, until: expires(deployment), position })
        list[position] = document
      }
      dirty.clear()
      return list
    },
    changed: (deployment) => void dirty.add(deployment),
    removed: remove,
  }
}
