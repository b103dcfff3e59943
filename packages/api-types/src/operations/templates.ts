// Rows of the vendor's tag DeploymentTemplates (the v2 calls, which need a region).
import { RegionId, StackVersion, TemplateId } from '../ids.ts'
import { bool, defineOperations, operation } from '../operation.ts'
import { z } from '../zod.ts'
import { InstanceConfiguration } from './platform.ts'
import {
  ApmPlan,
  AppSearchPlan,
  ElasticsearchPlan,
  EnterpriseSearchPlan,
  IntegrationsServerPlan,
  KibanaPlan,
  opt,
} from './plan-shapes.ts'

const payload = <Plan extends z.core.$ZodType>(plan: Plan) =>
  opt(z.array(z.object({ ref_id: z.string(), plan: opt(plan) })))

// InstanceConfigurationInfo of the document is InstanceConfiguration without these two
const ConfigurationInfo = z.omit(InstanceConfiguration, { deleted_on: true, system_owned: true })

/** A deployment without name and versions: all tiers are listed, unused ones with size 0. */
export const DeploymentTemplate = z.object({
  id: z.string(),
  name: z.string(),
  description: opt(z.string()),
  system_owned: opt(z.boolean()),
  order: opt(z.number()),
  hidden: opt(z.boolean()),
  min_version: opt(z.string()),
  template_category_id: opt(z.string()),
  metadata: opt(z.array(z.object({ key: z.string(), value: z.string() }))),
  instance_configurations: opt(z.array(ConfigurationInfo)),
  deployment_template: opt(
    z.object({
      resources: opt(
        z.object({
          elasticsearch: payload(ElasticsearchPlan),
          kibana: payload(KibanaPlan),
          apm: payload(ApmPlan),
          integrations_server: payload(IntegrationsServerPlan),
          enterprise_search: payload(EnterpriseSearchPlan),
          appsearch: payload(AppSearchPlan),
        }),
      ),
    }),
  ),
})
export type DeploymentTemplate = z.infer<typeof DeploymentTemplate>

const query = {
  region: RegionId,
  stack_version: StackVersion,
  show_instance_configurations: bool,
  show_max_zones: bool,
}

export const templates = defineOperations({
  getDeploymentTemplatesV2: operation({
    method: 'GET',
    path: '/deployments/templates',
    summary: 'List deployment templates',
    query: { ...query, show_hidden: bool },
    response: z.array(DeploymentTemplate),
    since: '2.6.0',
  }),
  getDeploymentTemplateV2: operation({
    method: 'GET',
    path: '/deployments/templates/{template_id}',
    summary: 'Get one deployment template',
    params: { template_id: TemplateId },
    query,
    response: DeploymentTemplate,
    travel: 'masked',
    since: '2.6.0',
  }),
})
