import type { DeploymentTemplate } from '@ece/api-types'
import type { Column } from '../../ui/table.tsx'
import { describeKinds, isLegacy } from './template-facts.ts'
import { TemplateMarks } from './template-marks.tsx'

/** The words of the marks, for files. */
const marksOf = (template: DeploymentTemplate) => [
  ...(template.system_owned === true ? ['system'] : []),
  ...(template.hidden === true ? ['hidden'] : []),
  ...(isLegacy(template) ? ['legacy'] : []),
]

export const TEMPLATE_COLUMNS: readonly Column<DeploymentTemplate>[] = [
  {
    id: 'name',
    header: 'Template',
    width: 220,
    grow: 2,
    isMain: true,
    isSticky: true,
    value: ({ name }) => name,
  },
  {
    id: 'marks',
    header: '',
    headerLabel: 'Marks',
    width: 120,
    value: (template) => marksOf(template).join('; '),
    cell: (template) => <TemplateMarks template={template} />,
  },
  {
    id: 'description',
    header: 'Description',
    width: 200,
    grow: 3,
    hideBelow: 960,
    value: ({ description }) => description ?? undefined,
  },
  {
    id: 'kinds',
    header: 'Starts with',
    width: 180,
    grow: 2,
    hideBelow: 700,
    isSecondLine: true,
    value: (template) => describeKinds(template).join(', '),
  },
  {
    id: 'min_version',
    header: 'From version',
    width: 104,
    value: ({ min_version }) => min_version ?? undefined,
  },
  { id: 'id', header: 'Id', width: 220, isExtra: true, value: ({ id }) => id },
]
