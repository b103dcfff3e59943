// How the job goes on, and what has to be said before it begins.
import { Checkbox } from '../ui/choice.tsx'
import { TextField } from '../ui/field.tsx'
import {
  describeSettings,
  problemOfSetting,
  problemOfSettings,
  toJobSettings,
} from './bulk-settings.ts'
import type { SettingName } from './bulk-settings.ts'
import { TicketField } from './ticket-field.tsx'
import type { Bulk } from './use-bulk.ts'

const MAX_REASON = 500

const NUMBERS: readonly { name: SettingName; label: string; hint: string }[] = [
  {
    name: 'canary',
    label: 'First, one at a time',
    hint: 'Each has to end well before the next one begins; 0 for none.',
  },
  {
    name: 'concurrency',
    label: 'Then at once',
    hint: 'So many targets are worked on together.',
  },
  {
    name: 'soak',
    label: 'Watch each one for, seconds',
    hint: 'It has to stay well so long before it counts as done.',
  },
]

/** Canary, concurrency, soak time, and what a failure does. */
export function PaceFields({ settings, setSettings, count }: Bulk) {
  return (
    <fieldset className="mt-4">
      <legend className="text-base font-semibold">How it goes on</legend>
      <p className="text-ink-2 text-base" role="status">
        {problemOfSettings(settings) ?? describeSettings(toJobSettings(settings), count)}
      </p>
      <div className="mt-2 grid gap-3 sm:grid-cols-3">
        {NUMBERS.map(({ name, label, hint }) => (
          <TextField
            key={name}
            label={label}
            hint={hint}
            inputMode="numeric"
            autoComplete="off"
            value={settings[name]}
            error={problemOfSetting(settings, name)}
            onChange={({ target }) => setSettings({ [name]: target.value })}
          />
        ))}
      </div>
      <div className="mt-2">
        <Checkbox
          label="Go on when one fails"
          hint="Otherwise the job stops at the first failure, and the rest is not started."
          checked={settings.keepGoing}
          onChange={(keepGoing) => setSettings({ keepGoing })}
        />
      </div>
    </fieldset>
  )
}

/** The count to type before anything is destroyed, and the reason. */
export function SureFields(bulk: Bulk) {
  const { danger, count, typed, setTyped, reason, setReason, isReasonRequired } = bulk
  const { ticket, setTicket } = bulk
  return (
    <div className="mt-4 grid gap-3">
      {danger === 'destroys' && (
        <TextField
          label={
            <>
              Type <span className="mono">{count}</span>, the number of targets, to confirm
            </>
          }
          isMono
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      )}
      <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_10rem]">
        <TextField
          label={isReasonRequired ? 'Reason (required)' : 'Reason'}
          hint="Kept with the job and each of its changes in the console’s record."
          maxLength={MAX_REASON}
          aria-required={isReasonRequired}
          autoComplete="off"
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <TicketField ticket={ticket} setTicket={setTicket} />
      </div>
    </div>
  )
}
