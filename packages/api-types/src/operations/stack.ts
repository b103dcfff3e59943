// Rows of the vendor's tag Stack.
import { StackVersion } from '../ids.ts'
import { bool, defineOperations, operation } from '../operation.ts'
import { z } from '../zod.ts'
import { opt } from './plan-shapes.ts'

const capacity = { capacity_constraints: opt(z.object({ min: z.number(), max: z.number() })) }
const image = { docker_image: opt(z.string()), ...capacity }
const Component = z.object({ version: opt(z.string()), ...image })

/** One stack pack. `deleted` ones stay in use by deployments that run them. Capacities in MB. */
export const StackVersionConfig = z.object({
  version: opt(z.string()),
  deleted: opt(z.boolean()),
  upgradable_to: opt(z.array(z.string())),
  min_upgradable_from: opt(z.string()),
  elasticsearch: opt(z.object({ ...image, default_plugins: opt(z.array(z.string())) })),
  kibana: opt(Component),
  apm: opt(Component),
  enterprise_search: opt(Component),
  appsearch: opt(Component),
  metadata: opt(
    z.object({
      pre_release: opt(z.boolean()),
      min_platform_version: opt(z.string()),
      notes: opt(z.string()),
    }),
  ),
})
export type StackVersionConfig = z.infer<typeof StackVersionConfig>

export const stack = defineOperations({
  getVersionStacks: operation({
    method: 'GET',
    path: '/stack/versions',
    summary: 'List stack versions, in no order',
    query: { show_deleted: bool, show_unusable: bool },
    response: z.object({ stacks: z.array(StackVersionConfig) }),
  }),
  getVersionStack: operation({
    method: 'GET',
    path: '/stack/versions/{version}',
    summary: 'Get one stack version',
    params: { version: StackVersion },
    response: StackVersionConfig,
    travel: 'masked',
  }),
})
