import { STATUS_TEXT, StatusIcon } from '../ui/status.tsx'
import type { Verdict } from './verdict.ts'

/** Everything that was found about a resource, most important first; nothing when there is nothing to say. */
export const ReasonList = ({ reasons }: Pick<Verdict, 'reasons'>) =>
  reasons.length === 0 ? null : (
    <ul className="mb-2 grid gap-0.5">
      {reasons.map(({ code, kind, text }) => {
        const sign = kind === 'note' ? 'off' : kind
        return (
          <li key={code + text} className={`flex items-start gap-1.5 ${STATUS_TEXT[sign]}`}>
            <span className="flex h-5 items-center">
              <StatusIcon kind={sign} />
            </span>
            <span className="min-w-0 wrap-anywhere">{text}</span>
          </li>
        )
      })}
    </ul>
  )
