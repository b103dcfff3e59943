import { MenuButton } from '../ui/menu.tsx'
import { InstallationName } from '../ui/installation-name.tsx'
import type { InstallationSummary } from '@ece/api-types/bff'

interface InstallationSwitcherProps {
  current: InstallationSummary
  all: readonly InstallationSummary[]
}

/** Name and environment on top of every page; a menu when there is more than one installation. */
export function InstallationSwitcher({ current, all }: InstallationSwitcherProps) {
  const name = (
    <InstallationName
      name={current.name}
      environment={current.environment}
      colour={current.colour}
    />
  )
  if (all.length <= 1) return <span className="min-w-0 px-2">{name}</span>
  return (
    <MenuButton
      label="Switch installation"
      aria-label={`Installation ${current.name}, ${current.environment}`}
      className="min-w-0 shrink px-2!"
      groups={[
        {
          title: 'Installations',
          items: all.map((each) => ({
            id: each.id,
            label: each.name,
            hint: each.environment,
            isChecked: each.id === current.id,
            // a full page load, so that nothing of this installation reaches the other (api/installation.ts)
            onSelect: () => window.location.assign(`/${each.id}/deployments`),
          })),
        },
      ]}
    >
      {name}
    </MenuButton>
  )
}
