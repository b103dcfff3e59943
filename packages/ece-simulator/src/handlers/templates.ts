// getDeploymentTemplatesV2 and getDeploymentTemplateV2 (ece-behaviour 6.1).
import { REGION, type TemplateRecord } from '../catalogue.ts'
import { type Context, Failure, type Handlers, resourceHeaders } from '../context.ts'
import { viewConfigurationInfo } from '../instance-configuration-view.ts'
import { compareVersions } from '../kinds.ts'
import { adaptTemplate, configurationsOf } from '../template.ts'

/** Templates do not change while the simulator runs; the installation made them. */
const INSTALLED = '2024-01-10T08:00:00.000Z'
const FIRST_VERSION = '1'

function checkRegion({ query }: Context): void {
  if (query.region === REGION) return
  throw new Failure(
    400,
    'templates.region_not_found',
    query.region === undefined
      ? `The parameter region is required; this installation has the region [${REGION}].`
      : `The region ${JSON.stringify(query.region)} is not known; this installation has [${REGION}].`,
    ['region'],
  )
}

const versionOf = ({ query }: Context) =>
  typeof query.stack_version === 'string' ? query.stack_version : undefined

function viewTemplate(template: TemplateRecord, context: Context) {
  const { world, query } = context
  const version = versionOf(context)
  const adapted = version === undefined ? template : adaptTemplate(template, version)
  const ids = query.show_instance_configurations === false ? [] : configurationsOf(adapted)
  const instance_configurations = ids
    .flatMap((id) => world.catalogue.instanceConfiguration(id) ?? [])
    .map((configuration) =>
      viewConfigurationInfo(configuration, world, query.show_max_zones === true),
    )
  return { ...adapted, instance_configurations }
}

const hasMetadata = (template: TemplateRecord, key: string, value: string) =>
  template.metadata.some((item) => item.key === key && item.value === value)

/** The `metadata` filter is one `key:value`. */
function readMetadata({ query }: Context): readonly [string, string] | undefined {
  if (typeof query.metadata !== 'string') return undefined
  const [key, ...value] = query.metadata.split(':')
  if (key !== undefined && key !== '' && value.length > 0) return [key, value.join(':')]
  throw new Failure(
    400,
    'root.invalid_data',
    'The parameter metadata must be of the form key:value.',
    ['metadata'],
  )
}

export const templateHandlers = {
  getDeploymentTemplatesV2: (context) => {
    checkRegion(context)
    const { world, query } = context
    const version = versionOf(context)
    const wanted = readMetadata(context)
    const templates = world.catalogue.templates
      .filter(({ hidden }) => query.show_hidden === true || hidden !== true)
      .filter(
        (template) =>
          query.hide_deprecated !== true || !hasMetadata(template, 'deprecated', 'true'),
      )
      .filter((template) => wanted === undefined || hasMetadata(template, ...wanted))
      .filter(
        ({ min_version = '0' }) =>
          version === undefined || compareVersions(version, min_version) >= 0,
      )
    return { status: 200, body: templates.map((template) => viewTemplate(template, context)) }
  },
  getDeploymentTemplateV2: (context) => {
    checkRegion(context)
    const template = context.world.catalogue.template(context.params.template_id ?? '')
    if (template === undefined) {
      throw new Failure(
        404,
        'templates.template_not_found',
        `The deployment template [${context.params.template_id}] could not be found.`,
      )
    }
    const headers = resourceHeaders({
      version: FIRST_VERSION,
      created: INSTALLED,
      lastModified: INSTALLED,
    })
    return { status: 200, body: viewTemplate(template, context), headers }
  },
} satisfies Handlers
