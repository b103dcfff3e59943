// The list of stack versions, newest first.
import { useMemo } from 'react'
import { operations } from '@ece/api-types'
import { currentInstallation } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { WholeList } from '../../domain/whole-list.tsx'
import { Checkbox } from '../../ui/choice.tsx'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { listStacks } from './stack-facts.ts'
import { STACK_VERSION_COLUMNS } from './stack-version-columns.tsx'
import { parseStackVersionsSearch } from './stack-versions-search.ts'
import type { LinkProps } from '@tanstack/react-router'
import type { Stack } from './stack-facts.ts'

const idOf = ({ version }: Stack) => version
const toJson = (row: Stack) => row

const linkTo = ({ version }: Stack): LinkProps => ({
  to: '/$installation/stack-versions/$version',
  params: { installation: currentInstallation().id, version },
})

export function StackVersionsPage() {
  const address = useSearchValues(parseStackVersionsSearch)
  const { values, set } = address
  const { data, ...reading } = useLive(
    q(operations.getVersionStacks, { query: { show_deleted: values.deleted === 'shown' } }),
  )
  const text = values.q ?? ''
  const rows = useMemo(
    () => data && listStacks(data.stacks).filter(({ version }) => version.includes(text.trim())),
    [data, text],
  )
  return (
    <WholeList
      title="Stack versions"
      noun="version"
      name="stack-versions"
      columns={STACK_VERSION_COLUMNS}
      {...{ rows, reading, address, idOf, linkTo, toJson }}
      placeholder="8.17…"
      filters={
        <Checkbox
          label="Show deleted"
          checked={values.deleted === 'shown'}
          onChange={(isOn) => set({ deleted: isOn ? 'shown' : undefined })}
        />
      }
      none={{
        title: 'No stack versions',
        text: 'A stack version is what deployments run. Upload a stack pack to ECE to get the first one.',
      }}
      noMatch={
        text === ''
          ? undefined
          : {
              title: 'No stack version matches this search',
              clear: 'Clear the search',
              onClear: () => set({ q: undefined }),
            }
      }
    />
  )
}
