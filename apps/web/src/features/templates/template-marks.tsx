import type { DeploymentTemplate } from '@ece/api-types'
import { Pill } from '../../ui/status.tsx'
import { isLegacy } from './template-facts.ts'

/** Small words beside the name that decide whether to use it. */
export const TemplateMarks = ({ template }: { template: DeploymentTemplate }) => (
  <>
    {template.system_owned === true && (
      <Pill title="Comes with ECE and cannot be changed">system</Pill>
    )}
    {template.hidden === true && <Pill title="Not offered for new deployments">hidden</Pill>}
    {isLegacy(template) && (
      <Pill kind="warn" title="Made for an older way of sizing; not for new deployments">
        legacy
      </Pill>
    )}
  </>
)
