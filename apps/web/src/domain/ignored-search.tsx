import { joinWords } from '../lib/text.ts'
import { Notice } from '../ui/notice.tsx'

/** One sentence about the parameters of the address that were not understood; nothing when all were. */
export const IgnoredSearch = ({ names }: { names: readonly string[] }) =>
  names.length === 0 ? null : (
    <Notice kind="warn" className="mt-3">
      The address says something about {joinWords(names)} that this page does not know; that part
      was left out.
    </Notice>
  )
