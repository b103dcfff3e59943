import { type DeploymentTemplate, operations, TemplateId } from '@ece/api-types'
import { currentInstallation } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { IgnoredSearch } from '../../domain/ignored-search.tsx'
import { ReadAgainFailed, ReadFailed } from '../../domain/read-failed.tsx'
import { ECE_REGION } from '../../domain/region.ts'
import { UsedBy } from '../../domain/used-by.tsx'
import { Card } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { DataAge } from '../../ui/data-age.tsx'
import { JsonView } from '../../ui/json-view.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { NoSuchPage } from '../../ui/no-such-page.tsx'
import { Page } from '../../ui/page.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { Tabs } from '../../ui/tabs.tsx'
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
  const { data: template, error, age } = useLive(query)
  const installation = currentInstallation().id
  const list = { to: '/$installation/templates', params: { installation } } as const
  const tab = (id: 'overview' | 'json', label: string) => ({
    id,
    label,
    link: { to: '.', search: { tab: id } } as const,
  })
  return (
    <Page
      title={template?.name ?? templateId}
      crumbs={[{ label: 'Templates', link: list }]}
      facts={
        <>
          {template && <TemplateMarks template={template} />}
          <span className="text-ink-2 flex min-w-0 items-center gap-1">
            <code className="mono truncate">{templateId}</code>
            <CopyButton text={templateId} what="template id" />
          </span>
        </>
      }
      end={<DataAge {...age} />}
    >
      <IgnoredSearch names={ignored} />
      {template === undefined ? (
        error ? (
          <ReadFailed
            what="this template"
            id={templateId}
            error={error}
            onRetry={age.refresh}
            list={{ label: 'All templates', link: list }}
          />
        ) : (
          <SkeletonLines count={6} />
        )
      ) : (
        <>
          <ReadAgainFailed
            what="this template"
            error={error}
            onRetry={age.refresh}
            list={{ label: 'All templates', link: list }}
          />
          <div className="mt-3">
            <Tabs
              label="Parts of the template"
              tabs={[tab('overview', 'Overview'), tab('json', 'JSON')]}
              active={values.tab}
            />
          </div>
          {values.tab === 'json' ? (
            <div className="mt-3 flex min-h-112 flex-1 flex-col">
              <JsonView
                value={template}
                fileName={`template-${templateId}.json`}
                label="Template as JSON"
              />
            </div>
          ) : (
            <Overview template={template} />
          )}
        </>
      )}
    </Page>
  )
}

function Overview({ template }: { template: DeploymentTemplate }) {
  return (
    <div className="mt-3 grid grid-cols-1 items-start gap-3 xl:grid-cols-[minmax(0,1fr)_20rem]">
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
