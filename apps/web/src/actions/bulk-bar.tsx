// The verbs in the bar of a selection: each says to how many of the chosen rows it applies, and why not the rest.
import { lazy, Suspense, useDeferredValue, useMemo, useState } from 'react'
import { useUser } from '../api/installation.ts'
import { formatCount } from '../lib/bytes.ts'
import { plural } from '../lib/text.ts'
import { Button, type ButtonProps } from '../ui/button.tsx'
import { type BulkRow, type BulkVerb, commonReason, isUsable, judge } from './bulk.ts'
import { BULK_VERBS, type BulkScope } from './bulk-verbs.ts'

/** More rows are judged when a verb is chosen: six times ten thousand took seconds. */
const MOST_JUDGED = 1000

const loadDialog = () => import('./bulk-dialog.tsx')
const BulkDialog = lazy(async () => ({ default: (await loadDialog()).BulkDialog }))

interface BulkBarProps {
  scope: BulkScope
  rows: readonly BulkRow[]
}

export function BulkBar({ scope, rows }: BulkBarProps) {
  const [open, setOpen] = useState<{ verb: BulkVerb; rows: readonly BulkRow[] }>()
  // thousands of rows are judged after the tick is drawn
  const judged = useDeferredValue(rows)
  return (
    <>
      {BULK_VERBS[scope].map((verb) => (
        <VerbButton
          key={verb.key}
          verb={verb}
          rows={judged}
          onOpen={() => setOpen({ verb, rows })}
        />
      ))}
      {open !== undefined && (
        <Suspense>
          <BulkDialog {...open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </>
  )
}

function VerbButton({
  verb,
  rows,
  onOpen,
}: {
  verb: BulkVerb
  rows: readonly BulkRow[]
  onOpen: () => void
}) {
  const user = useUser()
  const items = useMemo(
    () =>
      rows.length > MOST_JUDGED
        ? undefined
        : judge(verb, rows, { user, version: user.ece_version }),
    [verb, rows, user],
  )
  if (items === undefined) return <BarVerb verb={verb} onOpen={onOpen} />
  const count = items.filter(isUsable).length
  const skipped = items.length - count
  const reason = commonReason(items)
  const none = `Not for any of the ${plural(rows.length, 'chosen row')}. ${reason ?? ''}`.trim()
  return (
    <BarVerb
      verb={verb}
      onOpen={onOpen}
      disabledReason={count === 0 ? none : undefined}
      title={
        count > 0 && skipped > 0 ? `${formatCount(skipped)} skipped: ${reason ?? ''}` : undefined
      }
    >
      {' '}
      <span className="opacity-70">
        {formatCount(count)}
        {skipped > 0 && <span className="sr-only"> of {formatCount(items.length)}</span>}
      </span>
    </BarVerb>
  )
}

const BarVerb = ({
  verb,
  onOpen,
  children,
  ...rest
}: { verb: BulkVerb; onOpen: () => void } & Pick<
  ButtonProps,
  'disabledReason' | 'title' | 'children'
>) => (
  <Button
    {...rest}
    variant="ghost"
    size="sm"
    className="text-page! hover:bg-page/15! aria-disabled:opacity-60"
    aria-haspopup="dialog"
    onPointerEnter={loadDialog}
    onFocus={loadDialog}
    onClick={onOpen}
  >
    {verb.label}
    {children}
  </Button>
)
