// The console's own audit log (`/bff/audit`). Apart from client.ts, because only its pages need it.
import type { AuditAnswer, AuditCount, ListExport, SealedAuditRecord } from '@ece/api-types/bff'
import { send } from './client.ts'
import { currentInstallation } from './installation.ts'
import { isPoll, type PagedRead, type Read } from './q.ts'

/** Seconds; the server gives up looking for rare records much sooner, and says where to go on. */
const TIMEOUT = 20
const PAGE_SIZE = 100

/** Undefined fields filter nothing; times are ISO 8601. */
export interface AuditFilters {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly user?: string | undefined
  readonly target?: string | undefined
  readonly operation?: string | undefined
  /** Any of them. */
  readonly outcome?: readonly string[] | undefined
  readonly text?: string | undefined
}

type Values = Readonly<Record<string, string | number | readonly string[] | undefined>>

function queryOf(filters: AuditFilters, more: Values = {}): string {
  const query = new URLSearchParams({ installation: currentInstallation().id })
  const values: Values = { ...filters, ...more }
  for (const [name, value] of Object.entries(values)) {
    const text = typeof value === 'object' ? value.join(',') : String(value ?? '')
    if (text !== '') query.set(name, text)
  }
  return query.toString()
}

/** Newest first, in pages; a page may be short although there is a next one. */
export const qAudit = (filters: AuditFilters): PagedRead<AuditAnswer> => ({
  queryKey: [currentInstallation().id, 'audit', filters, 'pages'],
  queryFn: async ({ queryKey, pageParam, signal }) => {
    const path = `/bff/audit?${queryOf(filters, { limit: PAGE_SIZE, ...beforeOf(pageParam.query) })}`
    const background = isPoll(queryKey)
    const { data } = await send({ method: 'GET', path, timeout: TIMEOUT, signal, background })
    // the shapes of the console's own server are one package with this page, and one release
    return data as AuditAnswer
  },
  initialPageParam: {},
  getNextPageParam: ({ next }) => (next === undefined ? undefined : { query: { before: next } }),
})

/** Our own page parameter, by the name that the server has for it. */
const beforeOf = (query: Readonly<Record<string, unknown>> | undefined) =>
  typeof query?.['before'] === 'number' ? { before: query['before'] } : {}

/** One record with its seal; 404 when there is none. */
export const qAuditRecord = (seq: number): Read<SealedAuditRecord> => ({
  queryKey: [currentInstallation().id, 'audit-record', seq],
  queryFn: async ({ signal }) => {
    const { data } = await send({
      method: 'GET',
      path: `/bff/audit/${seq}`,
      timeout: TIMEOUT,
      signal,
    })
    // as in `qAudit`
    return data as SealedAuditRecord
  },
})

/** How many records a filter leaves. */
export const qAuditCount = (filters: AuditFilters): Read<AuditCount> => ({
  queryKey: [currentInstallation().id, 'audit-count', filters],
  queryFn: async ({ signal }) => {
    const path = `/bff/audit/count?${queryOf(filters)}`
    const { data } = await send({ method: 'GET', path, timeout: TIMEOUT, signal })
    // as in `qAudit`
    return data as AuditCount
  },
})

/** Where the browser downloads what is filtered; the server puts that on record. */
export const auditExportPath = (filters: AuditFilters, format: 'jsonl' | 'csv'): string =>
  `/bff/audit/export?${queryOf(filters, { format })}`

/** Puts on record that a list is about to be saved. Throws when that cannot be written: then nothing is saved. */
export async function recordListExport(list: Omit<ListExport, 'installation'>): Promise<void> {
  const body: ListExport = { installation: currentInstallation().id, ...list }
  await send({ method: 'POST', path: '/bff/audit/exports', body, timeout: TIMEOUT })
}
