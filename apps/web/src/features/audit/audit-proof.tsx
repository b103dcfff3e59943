// What stands under the log: the end of its chain, and what is known to be missing.
import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import type { AuditAnswer } from '@ece/api-types/bff'
import { currentInstallation } from '../../api/installation.ts'
import { formatCount } from '../../lib/bytes.ts'
import { plural } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Time } from '../../ui/time.tsx'

const SHORT = 12

/** The end of the chain, as something to write down. */
export function AuditHead({ head }: { head: NonNullable<AuditAnswer['head']> }) {
  const [isOpen, setOpen] = useState(false)
  const line = `record ${head.seq}, ${head.at}, ${head.hash}`
  return (
    <div className="text-ink-2 flex flex-wrap items-center gap-x-2 gap-y-1 pt-2 text-sm">
      <span>
        End of the chain: record {formatCount(head.seq)}, <Time value={head.at} />,{' '}
        <code className="mono" title={head.hash}>
          {head.hash.slice(0, SHORT)}…
        </code>
      </span>
      <CopyButton text={line} what="end of the chain" />
      <Button variant="ghost" size="sm" onClick={() => setOpen(true)}>
        What is this?
      </Button>
      <Dialog
        open={isOpen}
        size="sm"
        title="Write this down elsewhere"
        onClose={() => setOpen(false)}
        footer={<Button onClick={() => setOpen(false)}>Close</Button>}
      >
        <p>
          Each record holds the hash of the one before it, so this line stands for the whole log up
          to record {formatCount(head.seq)}. Kept in a ticket, a mail or on paper, it proves later
          that nothing before it was changed or cut off.
        </p>
        <p className="mono bg-off-bg mt-3 rounded-md p-2 text-sm wrap-anywhere">{line}</p>
        <p className="mt-3">
          <code className="mono">ece-console audit verify</code> checks the whole log, and{' '}
          <code className="mono">ece-console audit show {head.seq}</code> prints the hash to
          compare.
        </p>
      </Dialog>
    </div>
  )
}

/** Losses that are on record, and records that wait. Nothing while all is well. */
export function AuditTrouble({ answer }: { answer: AuditAnswer }) {
  const { missing = [], waiting = 0 } = answer
  const [first] = missing
  return (
    <>
      {first !== undefined && (
        <Notice kind="bad" title="Part of this log is missing or was changed" className="mt-2">
          <p>{first.evidence}</p>
          <p className="flex flex-wrap gap-x-3">
            {missing.map(({ seq }) => (
              <Link
                key={seq}
                to="/$installation/audit/$seq"
                params={{ installation: currentInstallation().id, seq: String(seq) }}
                className="text-accent hover:underline"
              >
                Record {formatCount(seq)}
              </Link>
            ))}
          </p>
        </Notice>
      )}
      {waiting > 0 && (
        <Notice kind="warn" title={`${plural(waiting, 'record')} not written yet`} className="mt-2">
          The console cannot write its database. Sign-outs and refusals of this time are kept in
          memory and written when it can; nothing can be changed until then.
        </Notice>
      )}
    </>
  )
}
