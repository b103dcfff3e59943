// The verbs of the object on the page: the two most wanted as buttons where there is room, all of them in the menu.
import { Button } from '../ui/button.tsx'
import type { Action } from './action.ts'
import { ActionMenu } from './action-menu.tsx'
import { useAsCurrentVerbs } from './current-verbs.ts'

const DIRECT = 2

interface VerbBarProps {
  actions: readonly Action[]
  /** Names the menu: `Actions of catalog-prod`. */
  label: string
  onOpen: (key: string) => void
}

/** What can be done now comes first; when nothing can, the first verbs stand there with their reasons. */
export function VerbBar({ actions, label, onOpen }: VerbBarProps) {
  useAsCurrentVerbs({ actions, label, onOpen })
  // the banner of a running plan has its own button to cancel it
  const verbs = actions.filter(({ key }) => !key.startsWith('cancel'))
  const usable = verbs.filter(({ disabledReason }) => disabledReason === undefined)
  const shown = (usable.length > 0 ? usable : verbs).slice(0, DIRECT)
  return (
    <>
      {shown.map((action) => (
        <Button
          key={action.key}
          disabledReason={action.disabledReason}
          onClick={() => onOpen(action.key)}
          className="max-md:hidden"
        >
          {action.label}
        </Button>
      ))}
      <ActionMenu actions={actions} label={label} onOpen={onOpen} />
    </>
  )
}
