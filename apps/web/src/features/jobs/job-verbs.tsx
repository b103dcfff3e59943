// What can be done with a job. Whatever sends something, or gives something up for good, is asked first.
import { useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import type { Job } from '@ece/api-types/bff'
import { currentInstallation } from '../../api/installation.ts'
import { steerJob } from '../../api/jobs.ts'
import { countOf, isOpen } from '../../domain/jobs.ts'
import { Button } from '../../ui/button.tsx'
import { toast } from '../../ui/toast.tsx'
import { JobDialog } from './job-dialog.tsx'
import type { JobSearch } from './jobs-search.ts'

type DialogName = NonNullable<JobSearch['dialog']>

interface JobVerbsProps {
  job: Job
  dialog: DialogName | undefined
  setDialog: (dialog: DialogName | undefined) => void
}

const ENDED = 'The job has ended.'

export function JobVerbs({ job, dialog, setDialog }: JobVerbsProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [isPausing, setPausing] = useState(false)
  const { state } = job
  const failed = countOf(job, 'failed')
  const readAgain = () => void client.invalidateQueries()

  async function pause() {
    if (isPausing) return
    setPausing(true)
    try {
      await steerJob(job.id, '_pause')
      toast('Paused: nothing new begins')
    } catch (error) {
      toast(`Not paused. ${error instanceof Error ? error.message : String(error)}`, 'info')
    } finally {
      setPausing(false)
      readAgain()
    }
  }

  return (
    <>
      {state === 'paused' ? (
        <Button onClick={() => setDialog('resume')}>Resume…</Button>
      ) : (
        <Button
          aria-busy={isPausing}
          disabledReason={isOpen(job) ? undefined : ENDED}
          onClick={() => void pause()}
        >
          {isPausing ? 'Pausing…' : 'Pause'}
        </Button>
      )}
      {isOpen(job) ? (
        <Button onClick={() => setDialog('stop')}>Stop…</Button>
      ) : (
        <Button
          disabledReason={failed === 0 ? 'No target failed.' : undefined}
          onClick={() => setDialog('retry')}
        >
          Retry failed…
        </Button>
      )}
      {dialog !== undefined && (
        <JobDialog
          key={dialog}
          job={job}
          name={dialog}
          onClose={() => setDialog(undefined)}
          onDone={(next) => {
            readAgain()
            const { id: installation } = currentInstallation()
            if (next.id === job.id) setDialog(undefined)
            else
              void navigate({
                to: '/$installation/jobs/$jobId',
                params: { installation, jobId: next.id },
              })
          }}
        />
      )}
    </>
  )
}
