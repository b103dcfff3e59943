// Writes a list into a file, with progress and a way out; what was read is never thrown away silently.
import { useEffect, useRef, useState } from 'react'
import { isSignedOut } from '../api/api-error.ts'
import { recordListExport } from '../api/audit.ts'
import { currentInstallation } from '../api/installation.ts'
import { formatCount } from '../lib/bytes.ts'
import { now } from '../lib/clock.ts'
import { joinWords, plural } from '../lib/text.ts'
import { Button } from '../ui/button.tsx'
import { RadioGroup } from '../ui/choice.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorDetails } from '../ui/error-panel.tsx'
import { Notice } from '../ui/notice.tsx'
import { toast } from '../ui/toast.tsx'
import {
  createExport,
  type Export,
  type ExportFormat,
  type ExportProgress,
  type FileColumn,
  type ListSource,
  MAX_ROWS,
} from './export.ts'
import type { Column } from '../ui/table-columns.ts'

export interface ExportDialogProps<Row> {
  source: ListSource<Row>
  /** Those on screen; the file has the id besides. */
  columns: readonly Column<Row>[]
  onClose: () => void
}

type Phase =
  | { is: 'choosing' }
  | { is: 'reading' }
  /** There are more than a file takes; what it takes is saved. */
  | { is: 'capped' }
  | { is: 'empty' }
  | { is: 'stopped'; error: unknown }

const FORMATS = [
  {
    value: 'csv',
    label: 'CSV',
    hint: 'For spreadsheets: the columns on screen and the id, times in UTC',
  },
  { value: 'json', label: 'JSON', hint: 'For programs: whole rows, as the API returned them' },
] as const

function columnsOf<Row>({ idOf }: ListSource<Row>, columns: readonly Column<Row>[]) {
  const shown = columns.flatMap(({ id, header, headerLabel, value }) =>
    value === undefined ? [] : [{ id, header: header || (headerLabel ?? id), value }],
  )
  const hasId = shown.some(({ id }) => id === 'id')
  return hasId ? shown : [...shown, { id: 'id', header: 'Id', value: idOf }]
}

function save(file: Blob, name: string) {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

/** `deployments-prod-eu-2026-11-22T20-15-00Z.csv`: sorts by time, and every file system takes it. */
const fileName = (name: string, format: ExportFormat) => {
  const time = `${new Date(now()).toISOString().slice(0, 19).replaceAll(':', '-')}Z`
  return `${name}-${currentInstallation().id}-${time}.${format}`
}

const isCancelled = (error: unknown) => error instanceof DOMException && error.name === 'AbortError'

export function ExportDialog<Row>({ source, columns, onClose }: ExportDialogProps<Row>) {
  const [format, setFormat] = useState<ExportFormat>('csv')
  const [phase, setPhase] = useState<Phase>({ is: 'choosing' })
  const [progress, setProgress] = useState<ExportProgress>()
  const work = useRef<Export>(undefined)
  const reading = useRef<AbortController>(undefined)
  const fileColumns: readonly (FileColumn<Row> & { id: string })[] = columnsOf(source, columns)
  const { noun } = source

  // talks to the server's answers: nobody waits for them once the dialog is gone
  useEffect(() => () => reading.current?.abort(), [])

  const saveFile = async () => {
    if (work.current === undefined) return
    const { rows: count } = work.current.progress()
    // what somebody takes along is on record before it is there
    await recordListExport({ what: source.name, format, count })
    save(work.current.file(), fileName(source.name, format))
    toast(`Exported ${plural(count, noun)}`)
  }
  const stop = (error: unknown) =>
    setPhase({ is: 'stopped', error: isCancelled(error) ? undefined : error })
  const read = async () => {
    work.current ??= createExport(source, format, fileColumns)
    reading.current = new AbortController()
    setPhase({ is: 'reading' })
    try {
      const end = await work.current.run(reading.current.signal, setProgress)
      if (work.current.progress().rows === 0) return setPhase({ is: 'empty' })
      await saveFile()
      if (end === 'complete') onClose()
      else setPhase({ is: 'capped' })
    } catch (error) {
      stop(error)
    }
  }
  const rows = progress?.rows ?? 0
  const close = <Button onClick={onClose}>Close</Button>
  const footers: Record<Phase['is'], React.ReactNode> = {
    choosing: (
      <>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" onClick={() => void read()}>
          Export
        </Button>
      </>
    ),
    reading: <Button onClick={() => reading.current?.abort()}>Cancel the export</Button>,
    capped: close,
    empty: close,
    stopped: (
      <>
        {close}
        {rows > 0 && (
          <Button onClick={() => void saveFile().then(onClose, stop)}>
            Save the {plural(rows, noun)} read so far
          </Button>
        )}
        <Button variant="primary" onClick={() => void read()}>
          Go on
        </Button>
      </>
    ),
  }
  return (
    <Dialog
      open
      size="sm"
      title={`Export ${source.name}`}
      onClose={phase.is === 'reading' ? () => reading.current?.abort() : onClose}
      isDirty={phase.is !== 'choosing'}
      footer={footers[phase.is]}
    >
      {phase.is === 'choosing' && (
        <>
          <RadioGroup
            legend="Format"
            value={format}
            options={FORMATS}
            onChange={(next) => setFormat(next)}
          />
          {format === 'csv' && (
            <p className="text-ink-2 mt-3 text-base">
              Columns: {joinWords(fileColumns.map(({ header }) => header))}
            </p>
          )}
          <p className="text-ink-2 mt-1 text-base">
            What is filtered, at most {formatCount(MAX_ROWS)} rows.
          </p>
        </>
      )}
      {phase.is === 'reading' && <Progress progress={progress} noun={noun} />}
      {phase.is === 'empty' && <p>No {noun} matches, so there is no file.</p>}
      {phase.is === 'capped' && (
        <p>
          The file has the first {plural(rows, noun)}
          {progress?.total !== undefined && ` of ${formatCount(progress.total)}`}. Narrow the list
          with a filter to get the others.
        </p>
      )}
      {phase.is === 'stopped' && <Stopped error={phase.error} progress={progress} noun={noun} />}
    </Dialog>
  )
}

function Progress({ progress, noun }: { progress: ExportProgress | undefined; noun: string }) {
  const { read = 0, total, waiting } = progress ?? {}
  const most = total === undefined ? undefined : Math.min(total, MAX_ROWS)
  return (
    <>
      <progress
        className="accent-accent h-2 w-full"
        aria-label="Rows read"
        max={most ?? 1}
        {...(most === undefined ? {} : { value: Math.min(read, most) })}
      />
      <p role="status" className="text-ink-2 mt-1">
        {formatCount(read)} of {most === undefined ? 'an unknown number' : formatCount(most)} read
        {progress !== undefined && progress.rows !== read && `, ${plural(progress.rows, noun)}`}
        {waiting !== undefined && `. Asked to wait ${waiting} s; the export goes on by itself.`}
      </p>
    </>
  )
}

function Stopped({
  error,
  progress,
  noun,
}: {
  error: unknown
  progress: ExportProgress | undefined
  noun: string
}) {
  const rows = progress?.rows ?? 0
  const of = progress?.total === undefined ? '' : ` of ${formatCount(progress.total)}`
  const kept =
    rows === 0
      ? 'Nothing was read.'
      : `${plural(progress?.read ?? 0, 'row')}${of} were read; nothing is saved yet.`
  const isOver = isSignedOut(error)
  if (error === undefined) return <Notice title="The export was cancelled">{kept}</Notice>
  return (
    <Notice kind="warn" isLive title={isOver ? 'Your sign-in ended' : 'Reading stopped'}>
      <p>
        {kept}
        {isOver && rows > 0 && ` The ${noun}s that were read are kept: sign in, then go on.`}
      </p>
      {!isSignedOut && <ErrorDetails error={error} />}
    </Notice>
  )
}
