// What a platform offers: deployment templates, instance configurations and stack versions, in wire form. Nothing
// here changes while the simulator runs, so everything is built once and shared.
import type { Generation } from './context.ts'
import { compareVersions } from './kinds.ts'
import {
  type ConfigurationRow,
  configurationRows,
  deletedConfiguration,
  stackRows,
  templateRows,
} from './seed/catalogue.ts'
import { buildStack } from './stack-pack.ts'
import { buildTemplate, type TemplateRecord } from './template.ts'

export type { TemplateRecord } from './template.ts'

/** The one region of a self-hosted ECE. */
export const REGION = 'ece-region'
/** What `GET /platform` says. */
export const PLATFORM_VERSION: Readonly<Record<Generation, string>> = {
  '3.8': '3.8.0',
  '2.13': '2.13.0',
}

/** `InstanceConfiguration` of the document; sizes in MB. */
export interface InstanceConfigurationRecord {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly instance_type: string
  readonly node_types: readonly string[]
  readonly discrete_sizes: {
    readonly sizes: readonly number[]
    readonly default_size: number
    readonly resource: 'memory'
  }
  /** Disk quota in MB = memory × this. */
  readonly storage_multiplier: number
  readonly cpu_multiplier: number
  readonly system_owned: boolean
  readonly metadata: Readonly<Record<string, unknown>>
  /** A query over allocators that may host it; without one all may. */
  readonly allocator_filter?: Readonly<Record<string, unknown>>
  /** Empty means every zone; not on 2.13. */
  readonly allowed_zones?: readonly string[]
  readonly deleted_on?: string
}

/** `StackVersionConfig` of the document. */
export type StackRecord = ReturnType<typeof buildStack>

export interface Catalogue {
  /** In the order of the list: ascending `order`, those without one at the end. Hidden ones included. */
  readonly templates: readonly TemplateRecord[]
  /** Deleted ones included. */
  readonly instanceConfigurations: readonly InstanceConfigurationRecord[]
  /** In no order, deleted ones included. */
  readonly stacks: readonly StackRecord[]
  template(id: string): TemplateRecord | undefined
  instanceConfiguration(id: string): InstanceConfigurationRecord | undefined
  stack(version: string): StackRecord | undefined
}

const isOn = (generation: Generation) => (row: ConfigurationRow) =>
  generation === '3.8' || row.instance_type !== 'integrations_server'

function buildConfiguration(
  row: ConfigurationRow & Partial<typeof deletedConfiguration>,
  generation: Generation,
): InstanceConfigurationRecord {
  return {
    id: row.id,
    name: row.name ?? row.id,
    description: row.description,
    instance_type: row.instance_type,
    node_types: row.node_types,
    discrete_sizes: { sizes: row.sizes, default_size: row.default_size, resource: 'memory' },
    storage_multiplier: row.storage_multiplier,
    cpu_multiplier: 1,
    system_owned: row.deleted_on === undefined,
    metadata: {},
    ...(row.allocator_filter === undefined ? {} : { allocator_filter: row.allocator_filter }),
    ...(generation === '3.8' ? { allowed_zones: [] } : {}),
    ...(row.deleted_on === undefined ? {} : { deleted_on: row.deleted_on }),
  }
}

const byId = <Item>(items: readonly Item[], idOf: (item: Item) => string) => {
  const index = new Map(items.map((item) => [idOf(item), item]))
  return (id: string) => index.get(id)
}

/** What a fresh ECE 3.8 or 2.13 offers. */
export function createCatalogue({ generation }: { readonly generation: Generation }): Catalogue {
  const last = Number.MAX_SAFE_INTEGER
  const templates = templateRows
    .map((row) => buildTemplate(row, generation))
    .toSorted((a, b) => (a.order ?? last) - (b.order ?? last))
  const instanceConfigurations = [
    ...configurationRows.filter(isOn(generation)),
    deletedConfiguration,
  ].map((row) => buildConfiguration(row, generation))
  const rows = stackRows[generation]
  const stacks = rows.map((row) => buildStack(row, rows))
  return {
    templates,
    instanceConfigurations,
    stacks,
    template: byId(templates, (template) => template.id),
    instanceConfiguration: byId(instanceConfigurations, (configuration) => configuration.id),
    stack: byId(stacks, (stack) => stack.version),
  }
}

/** The newest version on offer, which ECE takes when a create names none. */
export const latestVersion = (catalogue: Catalogue): string | undefined =>
  catalogue.stacks
    .filter((stack) => !stack.deleted)
    .map((stack) => stack.version)
    .toSorted(compareVersions)
    .at(-1)
