import type { DeploymentHit } from '@ece/api-types'
import { useNavigate } from '@tanstack/react-router'
import { ActionMenu } from '../../actions/action-menu.tsx'
import { deploymentVerbs } from '../../actions/verbs.ts'
import { useUser } from '../../api/installation.ts'
import { nameOfDeployment } from '../../domain/resources.ts'

/**
 * The verbs of one row, once somebody points at its menu (row-menu.tsx). The open dialog is in the address of the list:
 * `dialog=<verb>:<deployment id>`.
 */
export function RowActions({ deployment }: { deployment: DeploymentHit }) {
  const user = useUser()
  const navigate = useNavigate()
  return (
    <ActionMenu
      isQuiet
      isInitiallyOpen
      actions={deploymentVerbs(deployment, user, user.ece_version)}
      label={`Actions of ${nameOfDeployment(deployment)}`}
      onOpen={(key) =>
        void navigate({
          to: '.',
          resetScroll: false,
          // the menu is only on the list, whose search has `dialog`
          search: ((before: object) => ({ ...before, dialog: `${key}:${deployment.id}` })) as never,
        })
      }
    />
  )
}
