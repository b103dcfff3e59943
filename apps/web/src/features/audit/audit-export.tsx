// What is filtered, as a file. The browser downloads it straight from the server, however long it is.
import { useState } from 'react'
import { auditExportPath, qAuditCount, type AuditFilters } from '../../api/audit.ts'
import { useLive } from '../../api/live.ts'
import { formatCount } from '../../lib/bytes.ts'
import { plural } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { RadioGroup } from '../../ui/choice.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorDetails } from '../../ui/error-panel.tsx'

const FORMATS = [
  {
    value: 'jsonl',
    label: 'JSON lines',
    hint: 'Proves itself: each record with its seal, and a signed last line. Check it with ece-console audit verify --file',
  },
  { value: 'csv', label: 'CSV', hint: 'For spreadsheets: every field, times in UTC' },
] as const
type Format = (typeof FORMATS)[number]['value']

interface AuditExportProps {
  filters: AuditFilters
  isFiltered: boolean
  onClose: () => void
}

export function AuditExport({ filters, isFiltered, onClose }: AuditExportProps) {
  const [format, setFormat] = useState<Format>('jsonl')
  const { data, error } = useLive(qAuditCount(filters))
  return (
    <Dialog
      open
      size="sm"
      title="Export the audit log"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <a
            className={buttonClass('primary')}
            href={auditExportPath(filters, format)}
            download
            onClick={onClose}
          >
            Export
          </a>
        </>
      }
    >
      <RadioGroup legend="Format" value={format} options={FORMATS} onChange={setFormat} />
      <p className="text-ink-2 mt-3 text-base" role="status">
        {data === undefined
          ? error === null && 'Counting…'
          : `${data.complete ? plural(data.count, 'record') : `At least ${formatCount(data.count)} records`}, ${isFiltered ? 'as filtered' : 'all of this installation'}, and the record about this export.`}
      </p>
      {error !== null && <ErrorDetails error={error} />}
    </Dialog>
  )
}
