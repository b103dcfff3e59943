// What the job sends, as a script: read page by page when somebody asks for it.
import { useState } from 'react'
import { Copy } from 'lucide-react'
import { useQueryClient } from '@tanstack/react-query'
import type { Operation } from '@ece/api-types'
import type { Job, JobItem } from '@ece/api-types/bff'
import { qJobItems } from '../../api/jobs.ts'
import { operationOf } from '../../domain/jobs.ts'
import { hasEcctl, toScript } from '../../domain/script.ts'
import { MenuButton } from '../../ui/menu.tsx'
import { toast } from '../../ui/toast.tsx'

const PAGE_SIZE = 500

/** Items of a job of another version of this console may have parameters that its row does not take any more. */
const callOf =
  (operation: Operation, { query, body }: Job) =>
  (item: JobItem) => ({
    operation,
    input: {
      params: item.params,
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body }),
    },
    name: item.name,
  })

export function JobScript({ job }: { job: Job }) {
  const client = useQueryClient()
  const [isReading, setReading] = useState(false)
  const operation = operationOf(job)
  if (operation === undefined) return null

  async function copy(tool: 'curl' | 'ecctl', of: Operation) {
    setReading(true)
    try {
      const items: JobItem[] = []
      while (items.length < job.total) {
        const page = qJobItems(job.id, { offset: items.length, limit: PAGE_SIZE })
        const read = await client.query(page)
        if (read.items.length === 0) break
        items.push(...read.items)
      }
      await navigator.clipboard.writeText(toScript(job.title, items.map(callOf(of, job)), tool))
      toast(`Copied the script of ${items.length} calls`)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      toast(`The script could not be copied. ${why}`, 'info')
    } finally {
      setReading(false)
    }
  }

  return (
    <MenuButton
      variant="ghost"
      label={isReading ? 'Reading the targets…' : 'Copy as script'}
      align="end"
      groups={[
        {
          items: [
            {
              id: 'curl',
              label: 'Copy as curl script',
              onSelect: () => void copy('curl', operation),
            },
            {
              id: 'ecctl',
              label: 'Copy as ecctl script',
              disabledReason: hasEcctl(operation)
                ? undefined
                : 'ecctl has no command for this call.',
              onSelect: () => void copy('ecctl', operation),
            },
          ],
        },
      ]}
    >
      <Copy />
      Script
    </MenuButton>
  )
}
