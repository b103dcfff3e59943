import { joinWords } from '../lib/text.ts'
import { Notice } from '../ui/notice.tsx'

/** One sentence about the parameters of the address that were not understood; nothing when all were. */
export const IgnoredSearch = ({ names }: { names: readonly string[] }) =>
  names.length === 0 ? null : (
    <Notice kind="warn" className="mt-3">
      What the address says about {joinWords(names)} is no value that this page knows, or too long;
      that part was left out.
    </Notice>
  )
