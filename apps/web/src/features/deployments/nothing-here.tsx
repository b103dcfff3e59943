import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'

const EMPTY_VIEWS = {
  all: 'Every deployment of this installation that your role may see would be here. There is none.',
  attention:
    'Deployments that are unhealthy, whose last plan failed or whose snapshot is old would be here.',
  changing: 'Deployments with a running plan would be here. Nothing is changing now.',
  restorable: 'Deployments that were shut down and can be restored would be here.',
  system: 'The deployments that ECE itself runs on would be here. Your role may not see them.',
} as const

/** A list without rows: says what would be here, or how to see more. */
export function NothingHere({
  view,
  isNarrowed,
  onClear,
}: {
  view: keyof typeof EMPTY_VIEWS
  isNarrowed: boolean
  onClear: () => void
}) {
  if (isNarrowed) {
    return (
      <EmptyState
        title="No deployment matches"
        actions={<Button onClick={onClear}>Clear search and filters</Button>}
      >
        The search looks for part of a name, or of the id of a deployment or one of its resources.
      </EmptyState>
    )
  }
  return <EmptyState title="Nothing here">{EMPTY_VIEWS[view]}</EmptyState>
}
