// Resume, stop, retry: what it means for the targets, before it is done.
import { useRef, useState } from 'react'
import type { Job } from '@ece/api-types/bff'
import { retryJob, steerJob } from '../../api/jobs.ts'
import { countOf, isOpen, operationOf } from '../../domain/jobs.ts'
import { plural } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choice.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorDetails } from '../../ui/error-panel.tsx'
import { TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { JobSearch } from './jobs-search.ts'

type Name = NonNullable<JobSearch['dialog']>

interface Words {
  readonly title: string
  readonly text: string
  readonly button: string
  readonly dismiss: string
  /** Why it cannot be done now. */
  readonly disabledReason: string | undefined
  /** It sends something. */
  readonly isSending: boolean
}

const ACTIVE = ['checking', 'sending', 'running', 'soaking'] as const

/** `more`: so many that were never started are tried with those that failed. */
function wordsOf(name: Name, job: Job, more: number): Words {
  const [rest, failed, active] = [
    countOf(job, 'not_started'),
    countOf(job, 'failed'),
    countOf(job, ...ACTIVE),
  ]
  const going =
    active === 0
      ? ''
      : ` ${plural(active, 'target')} in progress ${active === 1 ? 'goes' : 'go'} on to the end.`
  switch (name) {
    case 'resume':
      return {
        title: `Resume ${job.title}?`,
        text: `${plural(rest, 'target')} ${rest === 1 ? 'is' : 'are'} not started yet. Each is looked at again before anything is sent.${failed > 0 ? ` ${plural(failed, 'target')} failed and ${failed === 1 ? 'is' : 'are'} left as ${failed === 1 ? 'it is' : 'they are'}.` : ''}`,
        button: 'Resume',
        dismiss: 'Leave it paused',
        disabledReason: job.state === 'paused' ? undefined : 'It is not paused any more.',
        isSending: true,
      }
    case 'stop':
      return {
        title: `Stop ${job.title}?`,
        text: `${plural(rest, 'target')} ${rest === 1 ? 'is' : 'are'} never started.${going} What is done stays done. A stopped job cannot be resumed.`,
        button: 'Stop the job',
        dismiss: 'Let it go on',
        disabledReason: isOpen(job) ? undefined : 'It has ended already.',
        isSending: false,
      }
    case 'retry':
      return {
        title: `Retry ${plural(failed, 'failed target')} of ${job.title}?`,
        text: `A new job does the same with ${failed === 1 ? 'the one' : 'those'} that failed. Look at why they failed first: most causes do not go away by themselves.`,
        button: `Retry ${plural(failed + more, 'target')}`,
        dismiss: 'Leave them',
        disabledReason: isOpen(job)
          ? 'The job has not ended yet.'
          : failed === 0
            ? 'No target failed.'
            : undefined,
        isSending: true,
      }
  }
}

interface JobDialogProps {
  job: Job
  name: Name
  onClose: () => void
  /** With the job as it is now, or with the new one. */
  onDone: (job: Job) => void
}

export function JobDialog({ job, name, onClose, onDone }: JobDialogProps) {
  // minted once: a second press, or one after a lost answer, is the same job
  const [key] = useState(() => crypto.randomUUID())
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const [typed, setTyped] = useState('')
  const [isRest, setRest] = useState(false)
  const isBusy = useRef(false)
  const rest = countOf(job, 'not_started')
  const words = wordsOf(name, job, isRest ? rest : 0)
  const count = String(
    name === 'retry' ? countOf(job, 'failed') + (isRest ? rest : 0) : countOf(job, 'not_started'),
  )
  const destroys = words.isSending && operationOf(job)?.danger === 'destroys'
  const disabledReason =
    words.disabledReason ??
    (destroys && typed.trim() !== count ? `Type ${count} to confirm.` : undefined)

  async function press() {
    if (isBusy.current || disabledReason !== undefined) return
    isBusy.current = true
    setSending(true)
    setError(undefined)
    try {
      onDone(
        await (name === 'retry' ? retryJob(job.id, key, isRest) : steerJob(job.id, `_${name}`)),
      )
    } catch (failure) {
      setError(failure)
    } finally {
      isBusy.current = false
      setSending(false)
    }
  }

  return (
    <Dialog
      open
      size="sm"
      title={words.title}
      onClose={onClose}
      onSubmit={() => void press()}
      isDirty={typed !== '' || isSending}
      footer={
        <>
          <Button onClick={onClose} data-autofocus="">
            {words.dismiss}
          </Button>
          <Button
            type="submit"
            variant={destroys ? 'danger' : 'primary'}
            disabledReason={isSending ? undefined : disabledReason}
            aria-busy={isSending}
          >
            {isSending ? 'Sending…' : words.button}
          </Button>
        </>
      }
    >
      <p>{words.text}</p>
      {name === 'retry' && rest > 0 && (
        <div className="mt-3">
          <Checkbox
            label={`Also the ${plural(rest, 'target')} that ${rest === 1 ? 'was' : 'were'} not started`}
            checked={isRest}
            onChange={setRest}
          />
        </div>
      )}
      {destroys && words.disabledReason === undefined && (
        <TextField
          className="mt-4"
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
      {error !== undefined && (
        <Notice kind="bad" isLive className="mt-4 text-base" title="It was not done">
          <ErrorDetails error={error} />
        </Notice>
      )}
    </Dialog>
  )
}
