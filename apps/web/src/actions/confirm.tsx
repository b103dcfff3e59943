// The one dialog through which everything that disrupts or destroys goes (product.md, "Verbs and confirmation"). It
// opens at once with what is known, reads the target again while it is open, and says how it ended.
import { useState } from 'react'
import { now } from '../lib/clock.ts'
import { Button } from '../ui/button.tsx'
import { DataAge } from '../ui/data-age.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import type { ReactNode } from 'react'
import { type Action, findAction } from './action.ts'
import {
  CopyCurl,
  Curl,
  curlOf,
  Earlier,
  End,
  ImpactTable,
  Lead,
  Options,
} from './confirm-parts.tsx'
import { TicketField } from './ticket-field.tsx'
import { type Confirmation, useConfirmation } from './use-confirmation.ts'

/** As the server's limit (architecture, "Every non-GET"). */
const MAX_REASON = 500

interface ActionDialogProps {
  /** The verbs of what is on the page. */
  actions: readonly Action[]
  /** Key of the open one, from the URL's `dialog`. */
  dialog: string | undefined
  onClose: () => void
  /** Link to where the change would show, for outcomes that are not known. */
  activity?: ReactNode
}

/**
 * The dialog that the URL says is open, if any. The verb is held from the moment it opens: the page polls and may make
 * another one, or none, of the same key meanwhile, which the dialog finds out by itself.
 */
export function ActionDialog({ actions, dialog, onClose, activity }: ActionDialogProps) {
  const [held, setHeld] = useState<{ dialog: string | undefined; action: Action }>()
  const found = findAction(actions, dialog)
  if (dialog !== undefined && held?.dialog !== dialog && found !== undefined) {
    setHeld({ dialog, action: found })
  }
  if (dialog === undefined && held !== undefined) setHeld(undefined)
  if (dialog === undefined || dialog === '') return null
  const action = held?.dialog === dialog ? held.action : found
  if (action === undefined) return <NoSuchAction onClose={onClose} />
  return <ConfirmDialog key={action.key} action={action} onClose={onClose} activity={activity} />
}

const NoSuchAction = ({ onClose }: { onClose: () => void }) => (
  <Dialog
    open
    size="sm"
    title="Nothing to confirm"
    onClose={onClose}
    footer={<Button onClick={onClose}>Close</Button>}
  >
    <p>
      The address asks for an action that this object does not have. Perhaps the plan that it was
      for has ended.
    </p>
  </Dialog>
)

/**
 * On a small screen the field to type into would scroll the impact away; there the focus stays on the safe button.
 * Environments without media queries count as large.
 */
const isRoomy = () =>
  globalThis.matchMedia?.('(min-width: 640px) and (min-height: 700px)').matches ?? true

interface ConfirmDialogProps {
  action: Action
  onClose: () => void
  activity?: ReactNode
}

export function ConfirmDialog({ action, onClose, activity }: ConfirmDialogProps) {
  const confirmation = useConfirmation(action, onClose)
  const { current, values, danger, phase, result, disabledReason } = confirmation
  const curl = curlOf(current, values)
  const [isWide] = useState(isRoomy)
  const isSending = phase === 'sending'
  // nothing is left to decide here
  const isOver =
    confirmation.isUnknown ||
    (result !== undefined && result !== 'session' && result.word === 'found')
  return (
    <Dialog
      open
      title={current.title}
      onClose={onClose}
      onSubmit={confirmation.press}
      isDirty={confirmation.isDirty || isSending}
      footer={
        <>
          {curl !== undefined && <CopyCurl text={curl} />}
          <Button
            onClick={onClose}
            data-autofocus={danger === 'destroys' && isWide ? undefined : ''}
          >
            {isSending || isOver ? 'Close' : current.dismiss}
          </Button>
          <Button
            type="submit"
            variant={danger === 'destroys' ? 'danger' : 'primary'}
            disabledReason={disabledReason}
            aria-busy={isSending}
          >
            {isSending ? 'Sending…' : current.button(values)}
          </Button>
        </>
      }
    >
      <Lead text={current.describe(values)} emphasis={current.emphasis} />
      <Freshness {...confirmation} />
      <ImpactTable rows={current.impact(values, now())} />
      <Options options={current.options} values={values} setValue={confirmation.setValue} />
      <Reasons {...confirmation} isWide={isWide} />
      {curl !== undefined && <Curl text={curl} />}
      {result !== undefined && (
        <End
          result={result}
          changeId={confirmation.changeId}
          activity={activity}
          onAskAgain={
            <Button size="sm" onClick={confirmation.askAgain}>
              Ask again
            </Button>
          }
        />
      )}
      <output className="sr-only">{isSending ? 'Sending' : ''}</output>
    </Dialog>
  )
}

/** How old the numbers are, what happened meanwhile, and why the verb is off. */
function Freshness(confirmation: Confirmation) {
  const { current, age, hasMoved, whyGone, earlier, earlierOutcome, phase } = confirmation
  const off = whyGone ?? current.disabledReason
  const isNews = hasMoved && phase !== 'sending'
  return (
    <>
      <div className="mt-1 flex justify-end">
        <DataAge {...age} />
      </div>
      {earlier !== undefined && <Earlier earlier={earlier} outcome={earlierOutcome} />}
      {off !== undefined && (
        <Notice
          kind="bad"
          isLive
          className="my-2 text-base"
          title={isNews ? 'It changed meanwhile' : 'Not possible'}
        >
          {off}
        </Notice>
      )}
      {off === undefined && isNews && (
        <Notice kind="warn" isLive className="my-2 text-base" title="It changed meanwhile">
          {current.target.running === undefined
            ? 'A plan started or ended since this dialog opened. What you see is read anew.'
            : `A plan runs on it: ${current.target.running}. What you see is read anew.`}
        </Notice>
      )}
    </>
  )
}

/** The typed name and the reason, for what destroys. */
function Reasons({
  danger,
  wanted,
  typed,
  setTyped,
  reason,
  setReason,
  ticket,
  setTicket,
  result,
  isWide,
}: Confirmation & { isWide: boolean }) {
  // a policy may ask for a reason where the level does not
  const isRequired =
    result !== undefined && result !== 'session' && result.error?.code === 'console.reason_required'
  if (danger !== 'destroys' && !isRequired) return null
  return (
    <div className="mt-4 grid gap-3">
      {wanted !== undefined && (
        <TextField
          label={
            <>
              Type <span className="mono">{wanted}</span> to confirm
            </>
          }
          isMono
          data-autofocus={isWide ? '' : undefined}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      )}
      <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_10rem]">
        <TextField
          label="Reason"
          hint="Kept with this change in the console's record."
          maxLength={MAX_REASON}
          autoComplete="off"
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <TicketField ticket={ticket} setTicket={setTicket} />
      </div>
    </div>
  )
}
