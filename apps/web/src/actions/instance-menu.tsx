// The menus of an instance and of all instances of a resource. Their verbs are worked out when somebody opens one: a
// deployment may have hundreds of instances, and every poll draws them anew.
import type { Instance } from '@ece/api-types'
import { useUser } from '../api/installation.ts'
import { describeResource, type Resource } from '../domain/resources.ts'
import type { AnyDeployment } from '../domain/shapes.ts'
import { MenuOnIntent } from '../ui/menu-on-intent.tsx'
import { ActionMenu } from './action-menu.tsx'
import { allInstancesVerbs, instanceVerbs } from './verb-instances.ts'

interface InstanceMenuProps {
  deployment: AnyDeployment
  resource: Resource
  /** Absent: all of them. */
  instance?: Instance
  /** Opens the dialog of a verb: put its key into the URL. */
  onOpen: (key: string) => void
}

/** The code of these menus comes with the page. */
const nothingToLoad = () => undefined

export function InstanceMenu(props: InstanceMenuProps) {
  const { deployment, resource, instance } = props
  const of = describeResource(deployment, resource)
  const label = `Menu of ${instance === undefined ? `all instances of ${of}` : `${instance.instance_name} of ${of}`}`
  return (
    <MenuOnIntent label={label} preload={nothingToLoad}>
      <OpenMenu {...props} label={label} />
    </MenuOnIntent>
  )
}

function OpenMenu({
  deployment,
  resource,
  instance,
  onOpen,
  label,
}: InstanceMenuProps & { label: string }) {
  const user = useUser()
  const at = { deployment, user, version: user.ece_version }
  return (
    <ActionMenu
      isQuiet
      isInitiallyOpen
      label={label}
      actions={
        instance === undefined
          ? allInstancesVerbs(at, resource)
          : instanceVerbs(at, resource, instance)
      }
      onOpen={onOpen}
    />
  )
}
