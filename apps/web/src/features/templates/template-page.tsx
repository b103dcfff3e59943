import { type DeploymentTemplate, operations, TemplateId } from '@ece/api-types'
import { currentInstallation } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { IdFact, JsonPart, ObjectPage, OVERVIEW_AND_JSON } from '../../domain/object-page.tsx'
import { ECE_REGION } from '../../domain/region.ts'
import { UsedBy } from '../../domain/used-by.tsx'
import { Card } from '../../ui/card.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { NoSuchPage } from '../../ui/no-such-page.tsx'
import { useRouteParam } from '../../ui/use-route-param.ts'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { ConfigurationTable } from './configuration-table.tsx'
import { TemplateMarks } from './template-marks.tsx'
import { parseTemplateSearch } from './templates-search.ts'
import { TierTable } from './tier-table.tsx'

export function TemplatePage() {
  const id = useRouteParam('templateId', TemplateId)
  return id === undefined ? <NoSuchPage /> : <KnownTemplate key={id} templateId={id} />
}

function KnownTemplate({ templateId }: { templateId: TemplateId }) {
  const { values, ignored } = useSearchValues(parseTemplateSearch)
  const query = q(operations.getDeploymentTemplateV2, {
    params: { template_id: templateId },
    query: { region: ECE_REGION, show_max_zones: true },
  })
  const reading = useLive(query)
  const { data: known } = reading
  const link = {
    to: '/$installation/templates',
    params: { installation: currentInstallation().id },
  } as const
  return (
    <ObjectPage
      what="this template"
      id={templateId}
      title={known?.name ?? templateId}
      list={{ crumb: 'Templates', label: 'All templates', link }}
      facts={
        <>
          {known && <TemplateMarks template={known} />}
          <IdFact id={templateId} shown={templateId} what="template id" />
        </>
      }
      reading={reading}
      ignored={ignored}
      tabs={{ label: 'Parts of the template', active: values.tab, all: OVERVIEW_AND_JSON }}
    >
      {(template) =>
        values.tab === 'json' ? (
          <JsonPart
            value={template}
            fileName={`template-${templateId}.json`}
            label="Template as JSON"
          />
        ) : (
          <Overview template={template} />
        )
      }
    </ObjectPage>
  )
}

function Overview({ template }: { template: DeploymentTemplate }) {
  return (
    <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="grid min-w-0 grid-cols-1 gap-3">
        <Card title="What a new deployment gets">
          <TierTable template={template} />
        </Card>
        <Card title="Instance configurations">
          <ConfigurationTable configurations={template.instance_configurations ?? []} />
        </Card>
      </div>
      <Card title="About">
        {template.description && (
          <p className="text-ink-2 mb-2 wrap-anywhere">{template.description}</p>
        )}
        <KeyValues
          items={[
            { label: 'Used by', value: <UsedBy filter={{ template: [template.id] }} /> },
            { label: 'From version', value: template.min_version },
            { label: 'Category', value: template.template_category_id },
            { label: 'Order', value: template.order },
          ]}
        />
      </Card>
    </div>
  )
}
