// The audit log of this installation, newest first.
import { useMemo, useState } from 'react'
import { Download } from 'lucide-react'
import type { LinkProps } from '@tanstack/react-router'
import type { AuditRecord } from '@ece/api-types/bff'
import { qAudit } from '../../api/audit.ts'
import { currentInstallation } from '../../api/installation.ts'
import { useLivePages } from '../../api/live.ts'
import { IgnoredSearch } from '../../domain/ignored-search.tsx'
import { now } from '../../lib/clock.ts'
import { Button } from '../../ui/button.tsx'
import { DataAge } from '../../ui/data-age.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ListBar } from '../../ui/list-bar.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { TableChooser } from '../../ui/table-chooser.tsx'
import { Table } from '../../ui/table.tsx'
import { useListColumns } from '../../ui/use-list-columns.ts'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { AUDIT_COLUMNS } from './audit-columns.tsx'
import { AuditExport } from './audit-export.tsx'
import { AuditFilters, AuditWindow } from './audit-filters.tsx'
import { AuditHead, AuditTrouble } from './audit-proof.tsx'
import { isFiltered, NO_FILTERS, parseAuditSearch, toFilters } from './audit-search.ts'

const MINUTE = 60_000
const idOf = ({ seq }: AuditRecord) => String(seq)

const linkTo = ({ seq }: AuditRecord): LinkProps => ({
  to: '/$installation/audit/$seq',
  params: { installation: currentInstallation().id, seq: String(seq) },
})

export function AuditPage() {
  const { values, ignored, set } = useSearchValues(parseAuditSearch)
  // the moment when the page was opened, to the minute: a window that moves would be read anew all the time
  const [openedAt] = useState(() => Math.floor(now() / MINUTE) * MINUTE)
  const filters = useMemo(() => toFilters(values, openedAt), [values, openedAt])
  const { pages, error, age, hasMore, isLoadingMore, loadMore } = useLivePages(qAudit(filters))
  // a record that moved to another page while the log grew is shown once
  const rows = useMemo(
    () =>
      pages && [
        ...new Map(pages.flatMap(({ records }) => records).map((row) => [row.seq, row])).values(),
      ],
    [pages],
  )
  const { columns, isChosen, choose, ...address } = useListColumns(
    'audit',
    AUDIT_COLUMNS,
    values,
    set,
  )
  const [isExporting, setExporting] = useState(false)
  const newest = pages?.[0]
  const isNarrowed = isFiltered(values)
  return (
    <Page
      title="Audit"
      isFilling
      note="Who did what, and what came of it"
      end={<DataAge {...age} />}
    >
      <IgnoredSearch names={[...ignored, ...address.ignored]} />
      {newest !== undefined && <AuditTrouble answer={newest} />}
      <ListBar
        search={
          <SearchBox
            label="Search the audit log"
            placeholder="Reason, id, code, address…"
            value={values.q ?? ''}
            onChange={(q) => set({ q: q === '' ? undefined : q }, { replace: true })}
          />
        }
        filters={<AuditFilters values={values} set={set} />}
        tools={
          <div className="flex h-8 shrink-0 justify-end gap-2">
            <TableChooser all={AUDIT_COLUMNS} shown={columns} isChosen={isChosen} choose={choose} />
            <Button
              isIcon
              aria-label="Export the audit log"
              title="Export the audit log"
              aria-haspopup="dialog"
              onClick={() => setExporting(true)}
            >
              <Download className="text-ink-2" />
            </Button>
          </div>
        }
      />
      <AuditWindow values={values} set={set} />
      <Table
        label="Audit log"
        columns={columns}
        isChosen={isChosen}
        rows={rows}
        rowKey={idOf}
        rowLink={linkTo}
        error={error}
        onRetry={age.refresh}
        onEndReached={loadMore}
        isLoadingMore={isLoadingMore}
        empty={
          hasMore ? (
            <EmptyState
              title="Nothing found so far"
              actions={<Button onClick={loadMore}>Search older records</Button>}
            >
              The log is long, and the newest part of it has no record that matches.
            </EmptyState>
          ) : isNarrowed ? (
            <EmptyState
              title="No record matches"
              actions={
                <Button onClick={() => set({ ...NO_FILTERS, outcome: [] })}>
                  Clear the filters
                </Button>
              }
            />
          ) : (
            <EmptyState title="Nothing on record yet">
              Sign-ins, changes, refusals, jobs and exports of this installation would be here.
            </EmptyState>
          )
        }
      />
      {newest?.head !== undefined && <AuditHead head={newest.head} />}
      {isExporting && (
        <AuditExport
          filters={filters}
          isFiltered={isNarrowed}
          onClose={() => setExporting(false)}
        />
      )}
    </Page>
  )
}
