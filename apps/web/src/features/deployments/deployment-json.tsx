import type { AnyDeployment } from '../../domain/shapes.ts'
import { JsonView } from '../../ui/json-view.tsx'

/** The object as ECE returned it, with secret-looking values masked by the console's server. */
export const DeploymentJson = ({ deployment }: { deployment: AnyDeployment }) => (
  <div className="flex min-h-112 flex-1 flex-col">
    <p className="text-ink-2 mb-2">
      As ECE returned it. Values that look like secrets were masked before they reached this
      browser.
    </p>
    <JsonView
      value={deployment}
      label="Deployment as JSON"
      fileName={`deployment-${deployment.id}.json`}
    />
  </div>
)
