// The list of deployment templates.
import { useMemo } from 'react'
import { operations } from '@ece/api-types'
import { currentInstallation } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { ECE_REGION } from '../../domain/region.ts'
import { WholeList } from '../../domain/whole-list.tsx'
import { Checkbox } from '../../ui/choice.tsx'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { TEMPLATE_COLUMNS } from './template-columns.tsx'
import { matchesText } from './template-facts.ts'
import { parseTemplatesSearch } from './templates-search.ts'
import type { DeploymentTemplate } from '@ece/api-types'
import type { LinkProps } from '@tanstack/react-router'

const idOf = ({ id }: DeploymentTemplate) => id
const toJson = (row: DeploymentTemplate) => row

const linkTo = ({ id }: DeploymentTemplate): LinkProps => ({
  to: '/$installation/templates/$templateId',
  params: { installation: currentInstallation().id, templateId: id },
})

export function TemplatesPage() {
  const address = useSearchValues(parseTemplatesSearch)
  const { values, set } = address
  const { data, ...reading } = useLive(
    q(operations.getDeploymentTemplatesV2, {
      query: { region: ECE_REGION, show_hidden: values.hidden === 'shown' },
    }),
  )
  const text = values.q ?? ''
  const rows = useMemo(() => data?.filter((template) => matchesText(template, text)), [data, text])
  return (
    <WholeList
      title="Templates"
      noun="template"
      name="templates"
      columns={TEMPLATE_COLUMNS}
      {...{ rows, reading, address, idOf, linkTo, toJson }}
      placeholder="Name, id, description…"
      filters={
        <Checkbox
          label="Show hidden"
          checked={values.hidden === 'shown'}
          onChange={(isOn) => set({ hidden: isOn ? 'shown' : undefined })}
        />
      }
      none={{
        title: 'No templates',
        text: 'Templates say what a new deployment consists of. ECE comes with some; here none is visible to you.',
      }}
      noMatch={
        text === ''
          ? undefined
          : {
              title: 'No template matches this search',
              clear: 'Clear the search',
              onClear: () => set({ q: undefined }),
            }
      }
    />
  )
}
