import type { DeploymentTemplate } from '@ece/api-types'
import { Absent } from '../../ui/key-values.tsx'
import type { Column } from '../../ui/table.tsx'
import { describeKinds } from './template-facts.ts'
import { TemplateMarks } from './template-marks.tsx'

export const TEMPLATE_COLUMNS: readonly Column<DeploymentTemplate>[] = [
  {
    id: 'name',
    header: 'Template',
    width: 220,
    grow: 2,
    isMain: true,
    isSticky: true,
    cell: (template) => template.name,
  },
  {
    id: 'marks',
    header: '',
    headerLabel: 'Marks',
    width: 120,
    cell: (template) => <TemplateMarks template={template} />,
  },
  {
    id: 'description',
    header: 'Description',
    width: 200,
    grow: 3,
    hideBelow: 960,
    cell: ({ description }) =>
      description ? (
        <span className="text-ink-2 truncate" title={description}>
          {description}
        </span>
      ) : (
        <Absent />
      ),
  },
  {
    id: 'kinds',
    header: 'Starts with',
    width: 180,
    grow: 2,
    hideBelow: 700,
    cell: (template) => {
      const kinds = describeKinds(template).join(', ')
      return kinds === '' ? (
        <Absent />
      ) : (
        <span className="truncate" title={kinds}>
          {kinds}
        </span>
      )
    },
  },
  {
    id: 'min_version',
    header: 'From version',
    width: 104,
    hideBelow: 480,
    cell: ({ min_version }) => min_version ?? <Absent />,
  },
]
