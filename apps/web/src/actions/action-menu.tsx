// The menu of what can be done, and of the same as curl. What cannot be done stays in it with the reason.
import { Ellipsis } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { MenuButton, type MenuGroup, type MenuItem } from '../ui/menu.tsx'
import { toast } from '../ui/toast.tsx'
import { type Action, initialValues } from './action.ts'
import { curlOf } from './confirm-parts.tsx'
import { useRoutine } from './use-routine.ts'

interface ActionMenuProps {
  actions: readonly Action[]
  /** Names the menu: `Actions of catalog-prod`. */
  label: string
  /** Opens the dialog of a verb: put its key into the URL. */
  onOpen: (key: string) => void
  /** Without a frame, for table rows. */
  isQuiet?: boolean
  /** It was pressed before its code was there: ui/menu-on-intent.tsx. */
  isInitiallyOpen?: boolean
}

async function copy(text: string, label: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast(`${label} copied as curl`)
  } catch {
    toast('The browser refused to copy', 'info')
  }
}

/** Ids that no ECE gives, such as in an answer that is not from one, have no call. */
const NOTHING = 'Nothing can be done here: ECE sent no id that its calls would take.'

/** Verbs by danger, then the same verbs as curl; first letters jump to them. */
export function ActionMenu({
  actions,
  label,
  onOpen,
  isQuiet = false,
  isInitiallyOpen = false,
}: ActionMenuProps) {
  const runRoutine = useRoutine()
  const toItem = (action: Action): MenuItem => {
    const danger = action.danger(initialValues(action.options))
    return {
      id: action.key,
      // the dots say that something is asked first
      label: danger === 'routine' ? action.label : `${action.label}…`,
      isDanger: danger === 'destroys',
      disabledReason: action.disabledReason,
      onSelect: () => (danger === 'routine' ? void runRoutine(action) : onOpen(action.key)),
    }
  }
  const toCopy = (action: Action): MenuItem[] => {
    const text = curlOf(action, initialValues(action.options))
    if (text === undefined) return []
    const item = { id: `curl-${action.key}`, label: `Copy “${action.label}” as curl` }
    return [{ ...item, onSelect: () => void copy(text, action.label) }]
  }
  const destroys = (action: Action) => action.danger(initialValues(action.options)) === 'destroys'
  const groups: MenuGroup[] = [
    { items: actions.filter((action) => !destroys(action)).map(toItem) },
    { items: actions.filter(destroys).map(toItem) },
    { items: actions.flatMap(toCopy) },
  ].filter(({ items }) => items.length > 0)
  if (groups.length === 0) {
    // what was pressed already must not vanish under the pointer, and the focus with it
    return isInitiallyOpen ? (
      <Button isIcon size="sm" variant="ghost" aria-label={label} disabledReason={NOTHING}>
        <Ellipsis />
      </Button>
    ) : null
  }
  return (
    <MenuButton
      isIcon
      variant={isQuiet ? 'ghost' : 'secondary'}
      label={label}
      align="end"
      groups={groups}
      isInitiallyOpen={isInitiallyOpen}
    >
      <Ellipsis />
    </MenuButton>
  )
}
