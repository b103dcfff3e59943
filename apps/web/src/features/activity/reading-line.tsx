// How much of the answer is there, said in one line: a list of changes that is not whole must never look as if it were.
import { formatCount } from '../../lib/bytes.ts'
import { readProblem } from '../../lib/problem.ts'
import { joinWords, plural } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Status } from '../../ui/status.tsx'
import type { Found } from './activity.ts'
import { type ActivityReads, BATCH } from './use-activity.ts'

type ReadingProps = Pick<
  ActivityReads,
  | 'hits'
  | 'total'
  | 'histories'
  | 'untried'
  | 'isReading'
  | 'hasMore'
  | 'isLoadingMore'
  | 'loadMore'
  | 'stop'
  | 'resume'
> & { found: Found; nameOf: (id: string) => string }

const MAX_NAMES = 3

const nameSome = (names: readonly string[]) =>
  joinWords([
    ...names.slice(0, MAX_NAMES),
    ...(names.length > MAX_NAMES ? [`${formatCount(names.length - MAX_NAMES)} more`] : []),
  ])

function wholeWords(count: number): string {
  if (count === 0) return 'No deployment changed since then'
  return count === 1
    ? 'The one deployment that changed since then has been read'
    : `All ${formatCount(count)} deployments that changed since then have been read`
}

export function ReadingLine(props: ReadingProps) {
  const { hits = [], total, histories, untried, isReading, isLoadingMore } = props
  // a cursor ends with an empty page, which nobody has to ask for
  const hasMore = props.hasMore && (total === undefined || hits.length < total)
  const { isStopped } = histories
  const read = hits.filter(({ id }) => histories.read.has(id)).length
  const all = Math.max(total ?? 0, hits.length)
  const isWhole = read >= all && !hasMore
  const isPaused = isStopped && untried > 0
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Status
        kind={isWhole ? 'ok' : isReading ? 'busy' : 'warn'}
        label={
          isWhole
            ? wholeWords(all)
            : `${formatCount(read)} of ${hasMore && total === undefined ? 'more than ' : ''}${plural(all, 'deployment')} read`
        }
        className="[&>span]:whitespace-normal"
      />
      {!isWhole && <span className="text-ink-2">Attempts of the rest may be missing.</span>}
      {isReading && !isStopped && (
        <Button size="sm" onClick={props.stop}>
          Stop reading
        </Button>
      )}
      {isPaused && (
        <Button size="sm" onClick={props.resume}>
          Read on
        </Button>
      )}
      {hasMore && !isReading && !isPaused && (
        <Button
          size="sm"
          disabledReason={isLoadingMore ? 'The next deployments are being found.' : undefined}
          onClick={props.loadMore}
        >
          Read {total === undefined ? BATCH : formatCount(Math.min(BATCH, all - hits.length))} more
        </Button>
      )}
      <Gaps {...props} />
    </div>
  )
}

function Gaps({ found, histories, resume, nameOf }: ReadingProps) {
  const failed = [...histories.failed]
  const [first] = failed
  const problem = first === undefined ? undefined : readProblem(first[1]).items[0]
  return (
    <>
      {first !== undefined && (
        <Notice
          kind="warn"
          isLive
          className="w-full"
          title={
            failed.length === 1
              ? 'One deployment could not be read; its attempts may be missing'
              : `${formatCount(failed.length)} deployments could not be read; their attempts may be missing`
          }
          actions={
            <Button size="sm" onClick={resume}>
              Try again
            </Button>
          }
        >
          <bdi>{nameSome(failed.map(([id]) => nameOf(id)))}</bdi>: {problem?.message}{' '}
          <code className="mono text-ink-2">{problem?.code}</code>
        </Notice>
      )}
      {found.cut.length > 0 && (
        <p className="text-warn w-full wrap-anywhere">
          ECE keeps the last 100 attempts of each kind. Those of <bdi>{nameSome(found.cut)}</bdi>{' '}
          begin later than this window, so earlier ones are gone.
        </p>
      )}
      {found.timeless > 0 && (
        <p className="text-warn w-full">
          {plural(found.timeless, 'attempt')} without any time cannot be placed and{' '}
          {found.timeless === 1 ? 'is' : 'are'} left out.
        </p>
      )}
    </>
  )
}
