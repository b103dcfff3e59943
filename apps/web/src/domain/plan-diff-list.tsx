// The differences of two plans, the losses first and in red. Icon, word and colour, as everywhere.
import { cx } from '../lib/cx.ts'
import { clip, plural } from '../lib/text.ts'
import { Absent } from '../ui/absent.tsx'
import { Status, type StatusKind } from '../ui/status.tsx'
import type { PlanChange, Risk } from './plan-diff-change.ts'
import { hasMasked } from './plan-diff.ts'
import type { Nullish, Plan } from './shapes.ts'

export const RISK_SIGNS: Record<Risk, { readonly kind: StatusKind; readonly label: string }> = {
  loses: { kind: 'bad', label: 'Takes away' },
  notice: { kind: 'warn', label: 'Changes' },
  none: { kind: 'ok', label: 'No loss' },
}

/** More are read in the JSON. */
const MAX_SHOWN = 100
const MAX_TEXT = 400

interface PlanDiffListProps {
  changes: readonly PlanChange[]
  before: Nullish<Plan>
  after: Nullish<Plan>
}

export function PlanDiffList({ changes, before, after }: PlanDiffListProps) {
  const losses = changes.filter(({ risk }) => risk === 'loses').length
  const hidden = changes.length - MAX_SHOWN
  return (
    <div className="grid gap-1.5">
      <p>
        {changes.length === 0
          ? 'The two plans are the same.'
          : plural(changes.length, 'difference')}
        {losses > 0 && ', '}
        {losses > 0 && (
          <span className="text-bad font-semibold">
            {`${losses === changes.length ? 'all' : losses} of which ${losses === 1 ? 'takes' : 'take'} something away`}
          </span>
        )}
      </p>
      {changes.length > 0 && (
        <ul
          aria-label="Differences"
          className="border-line divide-line bg-surface divide-y rounded-md border"
        >
          {changes.slice(0, MAX_SHOWN).map((change, index) => (
            // two tiers without a name may change alike
            <Change key={`${index} ${change.what}`} change={change} />
          ))}
        </ul>
      )}
      {hidden > 0 && <p className="text-ink-2">and {hidden} more, to be read in the JSON</p>}
      {(hasMasked(before) || hasMasked(after)) && (
        <p className="text-ink-2 text-sm">
          Values that look like secrets were masked before they reached this browser: whether one of
          them changed is not known.
        </p>
      )}
    </div>
  )
}

function Change({ change: { what, before, after, risk, effect } }: { change: PlanChange }) {
  const isLoss = risk === 'loses'
  return (
    <li
      className={cx(
        'grid grid-cols-[6.5rem_minmax(0,1fr)] items-start gap-x-3 gap-y-0.5 px-2.5 py-1.5 md:grid-cols-[6.5rem_minmax(0,1fr)_minmax(0,1.2fr)]',
        isLoss && 'bg-bad-bg',
      )}
    >
      <Status {...RISK_SIGNS[risk]} />
      <bdi className="min-w-0 font-semibold wrap-anywhere">{clip(what, MAX_TEXT)}</bdi>
      <span className="col-start-2 min-w-0 wrap-anywhere md:col-start-auto">
        <Side text={before} />
        <span aria-hidden="true" className="text-ink-2 mx-1.5">
          →
        </span>
        <span className="sr-only"> becomes </span>
        <Side text={after} />
        {effect !== undefined && <span className="text-bad block font-medium">{effect}</span>}
      </span>
    </li>
  )
}

const Side = ({ text }: { text: string | undefined }) =>
  text === undefined ? (
    <Absent />
  ) : (
    <bdi className="whitespace-pre-wrap">{clip(text, MAX_TEXT)}</bdi>
  )
