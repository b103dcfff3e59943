// What is wrong, in the order in which it hurts. The lines never change places: an eye that knows the page goes to a line,
// and what is not zero stands out by weight and colour.
import { ChevronRight, CircleCheck, ShieldAlert } from 'lucide-react'
import { currentInstallation } from '../../api/installation.ts'
import { type Problem, PROBLEM_RULES, PROBLEMS } from '../../domain/problems.ts'
import { formatCount } from '../../lib/bytes.ts'
import { cx } from '../../lib/cx.ts'
import { plural } from '../../lib/text.ts'
import { Card } from '../../ui/card.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Absent } from '../../ui/absent.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { StatusIcon, type StatusKind } from '../../ui/status.tsx'
import { ListLink } from './list-link.tsx'
import type { Count, Overview } from './overview-reads.ts'

const KINDS: Partial<Record<Problem, StatusKind>> = { unhealthy: 'bad' }
const of = (urgency: 'now' | 'risk') =>
  PROBLEMS.filter((problem) => PROBLEM_RULES[problem].urgency === urgency)
const NOW = of('now')
const RISKS = of('risk')

type AttentionProps = Pick<Overview, 'problems' | 'areZonesUnknown'> & {
  /** The role sees no system deployment. Every ECE has some, so that none of them is found says nothing. */
  isSystemHidden: boolean
}

export function AttentionCard({ problems, areZonesUnknown, isSystemHidden }: AttentionProps) {
  const { attention } = problems
  const countRisk = (problem: Problem): Count =>
    isSystemHidden && problem === 'system_not_redundant' ? HIDDEN : problems.of(problem)
  const isQuiet = [attention, ...NOW.map(problems.of)].every(({ value }) => value === 0)
  const failed = [attention, ...PROBLEMS.map(problems.of)].find(({ error }) => error !== null)
  return (
    <Card
      title="Needs attention"
      note={
        attention.value === undefined || attention.value === 0 ? undefined : (
          <ListLink filters={{ view: 'attention' }}>
            {plural(attention.value, 'deployment')}
          </ListLink>
        )
      }
    >
      {failed !== undefined && failed.error !== null && (
        <div className="mb-2">
          <ErrorPanel
            title="Some of the numbers could not be read"
            error={failed.error}
            onRetry={problems.age.refresh}
          />
        </div>
      )}
      {isQuiet && <Quiet />}
      <Lines label="Problems now" shown={NOW} count={problems.of} />
      <p className="text-ink-2 mt-2 mb-0.5 px-1 text-sm font-semibold">At risk</p>
      <Lines label="Risks" shown={RISKS} count={countRisk} />
      {isSystemHidden && (
        <p className="text-ink-2 mt-1 px-1 text-sm">Your role sees no system deployment.</p>
      )}
      {areZonesUnknown && (
        <p className="text-ink-2 mt-1 px-1 text-sm">
          ECE does not name its zones to you, so what runs in a single one is not known.
        </p>
      )}
    </Card>
  )
}

const HIDDEN: Count = { value: undefined, error: null, isPending: false }

const Quiet = () => (
  <p className="bg-ok-bg text-ok mb-1.5 flex items-center gap-2.5 rounded-md px-3 py-2.5">
    <CircleCheck />
    <span>
      <strong className="font-semibold">All quiet.</strong> No deployment on{' '}
      {currentInstallation().name} needs attention.
    </span>
  </p>
)

interface LinesProps {
  label: string
  shown: readonly Problem[]
  count: (problem: Problem) => Count
}

const Lines = ({ label, shown, count }: LinesProps) => (
  <ul aria-label={label}>
    {shown.map((problem) => (
      <li key={problem}>
        <Line problem={problem} count={count(problem)} />
      </li>
    ))}
  </ul>
)

const LINE =
  'group grid grid-cols-[2.5rem_1rem_minmax(0,1fr)] md:grid-cols-[3.25rem_1rem_minmax(0,1fr)_1rem] items-center gap-x-2.5 rounded-md py-1.5 pr-1'

function Line({ problem, count: { value, isPending } }: { problem: Problem; count: Count }) {
  const { label, sentence, urgency } = PROBLEM_RULES[problem]
  const isOn = value !== undefined && value > 0
  const kind = urgency === 'risk' ? undefined : (KINDS[problem] ?? 'warn')
  return (
    <ListLink filters={{ problem: [problem] }} className={cx(LINE, 'hover:bg-off-bg')}>
      <span
        className={cx(
          'text-right text-xl',
          isOn ? 'font-semibold' : 'text-ink-3 font-normal',
          isOn && kind === 'bad' && 'text-bad',
          isOn && kind === 'warn' && 'text-warn',
        )}
      >
        {value === undefined ? (
          isPending ? (
            <Skeleton className="ml-auto w-6" />
          ) : (
            <Absent />
          )
        ) : (
          formatCount(value)
        )}
      </span>
      {isOn ? (
        kind === undefined ? (
          <ShieldAlert className="text-ink-2" />
        ) : (
          <StatusIcon kind={kind} />
        )
      ) : (
        <StatusIcon kind={value === 0 ? 'ok' : 'off'} isUnknown={value === undefined} />
      )}
      <span className="min-w-0 leading-snug">
        <span className={cx(isOn ? 'font-semibold' : 'text-ink-2')}>{label}</span>{' '}
        <span className={cx('text-ink-2', !isOn && 'sr-only')}>{sentence}</span>
      </span>
      <ChevronRight className="text-ink-3 max-md:hidden opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100" />
    </ListLink>
  )
}
