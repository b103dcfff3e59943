// What a search shows before its answer is there: those of the loaded rows that the text is part of.
import type { DeploymentHit } from '@ece/api-types'
import { useState } from 'react'
import { cleanSearchText } from '../../domain/search-text.ts'
import { listResources } from '../../domain/resources.ts'

/** Rows whose name, alias or id, or that of a resource, contains the text; ECE's search also finds less exact ones. */
export function narrow(rows: readonly DeploymentHit[], raw: string): DeploymentHit[] {
  const text = cleanSearchText(raw).toLowerCase()
  const has = (value: string | null | undefined) => value?.toLowerCase().includes(text) === true
  return rows.filter(
    (row) =>
      has(row.name) ||
      has(row.id) ||
      has(row.alias) ||
      listResources(row).some(({ id }) => has(id)),
  )
}

interface Asked {
  /** The answer to the search of the address, when it is there. */
  readonly rows: readonly DeploymentHit[] | undefined
  /** The text of that search. */
  readonly q: string
  /** The text that stands in the box. */
  readonly typed: string
  /** Everything else that the list is narrowed and sorted by, as text: rows of another view are never shown. */
  readonly rest: string
}

/**
 * The rows to show: the answer once it fits what stands in the box, until then what is loaded and contains it.
 * `undefined`: nothing is loaded that does.
 */
export function useNarrowed({ rows, q, typed, rest }: Asked) {
  const [last, setLast] = useState({ rows, rest })
  if (rows !== undefined && (rows !== last.rows || rest !== last.rest)) setLast({ rows, rest })
  if (rows !== undefined && typed === q) return { shown: rows, isProvisional: false }
  const known = rows ?? (last.rest === rest ? last.rows : undefined)
  const fitting = known === undefined ? [] : narrow(known, typed)
  return { shown: fitting.length === 0 ? undefined : fitting, isProvisional: true }
}
