import type { StackVersionConfig } from '@ece/api-types'
import { isPreRelease } from '../../lib/versions.ts'
import { Pill } from '../../ui/status.tsx'

/** Small words that decide whether to use a version. */
export const StackMarks = ({ stack }: { stack: StackVersionConfig }) => (
  <>
    {stack.deleted === true && (
      <Pill kind="warn" title="Not offered any more; deployments that run it keep running">
        deleted
      </Pill>
    )}
    {(stack.metadata?.pre_release === true || isPreRelease(stack.version ?? '')) && (
      <Pill kind="warn" title="Not for production">
        pre-release
      </Pill>
    )}
  </>
)
