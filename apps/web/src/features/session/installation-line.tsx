import type { InstallationSummary } from '@ece/api-types/bff'

/** The installation inside a sentence. */
export const InstallationLine = ({ installation }: { installation: InstallationSummary }) => (
  <strong className="text-ink font-semibold">
    {installation.name}
    {installation.environment !== '' && ` (${installation.environment})`}
  </strong>
)
