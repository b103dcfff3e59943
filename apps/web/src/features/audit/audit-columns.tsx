import type { AuditRecord } from '@ece/api-types/bff'
import { Absent } from '../../ui/absent.tsx'
import { Status } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { signOf, whatOf } from './audit-words.ts'

const Text = ({ text, isMono }: { text: string | undefined; isMono?: boolean }) =>
  text === undefined ? (
    <Absent />
  ) : (
    <bdi className={isMono ? 'mono block truncate' : 'block truncate'} title={text}>
      {text}
    </bdi>
  )

export const AuditSign = ({ record }: { record: AuditRecord }) => {
  const { kind, word, isUnknown } = signOf(record)
  return <Status kind={kind} label={word} isUnknown={isUnknown === true} />
}

export const AUDIT_COLUMNS: readonly Column<AuditRecord>[] = [
  {
    id: 'what',
    header: 'What',
    width: 200,
    grow: 2,
    isMain: true,
    isSticky: true,
    value: whatOf,
    cell: (record) => <Text text={whatOf(record)} />,
  },
  {
    id: 'outcome',
    header: 'Outcome',
    width: 132,
    value: (record) => signOf(record).word,
    cell: (record) => <AuditSign record={record} />,
  },
  {
    id: 'user',
    header: 'User',
    width: 110,
    isSecondLine: true,
    value: ({ user_name }) => user_name,
    cell: ({ user_name }) => <Text text={user_name} />,
  },
  {
    id: 'at',
    header: 'When',
    width: 100,
    isSecondLine: true,
    value: ({ at }) => at,
    cell: ({ at }) => <Time value={at} />,
  },
  {
    id: 'target',
    header: 'Target',
    width: 170,
    grow: 1,
    hideBelow: 820,
    value: ({ target, target_name: name }) => name ?? target,
    cell: ({ target, target_name: name }) => (
      <Text text={name ?? target} isMono={name === undefined} />
    ),
  },
  {
    id: 'reason',
    header: 'Reason',
    width: 150,
    grow: 1,
    hideBelow: 980,
    value: ({ reason }) => reason,
    cell: ({ reason }) => <Text text={reason} />,
  },
  {
    id: 'seq',
    header: 'No.',
    align: 'end',
    width: 72,
    hideBelow: 700,
    value: ({ seq }) => seq,
    cell: ({ seq }) => <span className="mono">{seq}</span>,
  },
  {
    id: 'status',
    header: 'Status',
    align: 'end',
    width: 70,
    isExtra: true,
    value: ({ status }) => status,
  },
  {
    id: 'codes',
    header: 'Codes',
    width: 180,
    isExtra: true,
    value: ({ codes }) => codes?.join(' '),
  },
  { id: 'ip', header: 'From', width: 120, isExtra: true, value: ({ ip }) => ip },
  { id: 'stage', header: 'Stage', width: 90, isExtra: true, value: ({ stage }) => stage },
  {
    id: 'evidence',
    header: 'Evidence',
    width: 220,
    grow: 1,
    isExtra: true,
    value: ({ evidence }) => evidence,
  },
]
