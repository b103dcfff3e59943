// The dialog of a row. It reads the deployment itself, so that it opens for a pasted address as well, whatever is loaded.
import { DeploymentId, operations } from '@ece/api-types'
import { Link } from '@tanstack/react-router'
import { ActionDialog } from '../../actions/confirm.tsx'
import { deploymentVerbs } from '../../actions/verbs.ts'
import { currentInstallation, useUser } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { WHOLE_DEPLOYMENT } from '../../domain/resource-reads.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorDetails } from '../../ui/error-panel.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'

interface RowDialogProps {
  /** `<verb>:<deployment id>` from the address. */
  dialog: string
  onClose: () => void
}

export function RowDialog({ dialog, onClose }: RowDialogProps) {
  const [key = '', id = ''] = dialog.split(':')
  const parsed = DeploymentId.safeParse(id)
  if (!parsed.success) {
    return (
      <Dialog
        open
        size="sm"
        title="Nothing to confirm"
        onClose={onClose}
        footer={<Button onClick={onClose}>Close</Button>}
      >
        <p>
          The address asks for an action and does not say on which deployment. Choose it from the
          list.
        </p>
      </Dialog>
    )
  }
  return <KnownRowDialog verb={key} id={parsed.data} onClose={onClose} />
}

function KnownRowDialog({
  verb,
  id,
  onClose,
}: {
  verb: string
  id: DeploymentId
  onClose: () => void
}) {
  const user = useUser()
  const { data, error } = useLive(
    q(operations.getDeployment, { params: { deployment_id: id }, query: WHOLE_DEPLOYMENT }),
  )
  if (data === undefined) {
    return (
      <Dialog
        open
        size="sm"
        title="Reading the deployment"
        onClose={onClose}
        footer={<Button onClick={onClose}>Close</Button>}
      >
        {error === null ? <SkeletonLines count={4} /> : <ErrorDetails error={error} />}
      </Dialog>
    )
  }
  return (
    <ActionDialog
      actions={deploymentVerbs(data, user, user.ece_version)}
      dialog={verb}
      onClose={onClose}
      activity={
        <Link
          to="/$installation/deployments/$deploymentId"
          params={{ installation: currentInstallation().id, deploymentId: id }}
          search={{ tab: 'activity' }}
          className="underline"
        >
          Activity of this deployment
        </Link>
      }
    />
  )
}
