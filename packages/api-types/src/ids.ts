// Branded identifiers: a deployment id and the Elasticsearch id inside it are both 32 hex digits, and a
// swap must not compile. The patterns are what keeps `..`, slashes and control bytes out of upstream
// paths. Formats: ece-behaviour, table "Formats".
import { z } from './zod.ts'

const id = <Brand extends string>(pattern: RegExp) =>
  z.string().check(z.regex(pattern)).brand<Brand>()

/** 32 lower-case hex digits. */
export const DeploymentId = id<'DeploymentId'>(/^[0-9a-f]{32}$/)
export type DeploymentId = z.infer<typeof DeploymentId>

/** 32 lower-case hex digits: what `/clusters/elasticsearch/{id}` calls the cluster id. */
export const ResourceId = id<'ResourceId'>(/^[0-9a-f]{32}$/)
export type ResourceId = z.infer<typeof ResourceId>

/** Name of a resource inside its deployment, such as `main-elasticsearch`; `_main` when there is only one. */
export const RefId = id<'RefId'>(/^(?!\.{1,2}$)[A-Za-z0-9_.-]{1,64}$/)
export type RefId = z.infer<typeof RefId>

/** UUID of one plan attempt. */
export const AttemptId = id<'AttemptId'>(/^[A-Za-z0-9-]{1,64}$/)
export type AttemptId = z.infer<typeof AttemptId>

/**
 * Such as `instance-0000000007` or `tiebreaker-0000000002`. Strict on purpose: the word stands where the path of all
 * instances has `maintenance-mode`, and an answer that called an instance so would turn one into all.
 */
export const InstanceName = id<'InstanceName'>(/^[a-z]{1,32}-\d{1,16}$/)
export type InstanceName = z.infer<typeof InstanceName>

/** Several instances as a path segment writes them, joined by commas. */
export const InstanceNames = z.codec(z.string(), z.array(InstanceName).check(z.minLength(1)), {
  decode: (text) => text.split(','),
  encode: (names) => names.join(','),
})

/** 32 lower-case hex digits on every ECE that was looked at; other forms are let through as long as they are one word. */
export const CommentId = id<'CommentId'>(/^[A-Za-z0-9_-]{1,64}$/)
export type CommentId = z.infer<typeof CommentId>

/** Such as `default` or `hot-warm`; user-made templates carry hex ids. */
export const TemplateId = id<'TemplateId'>(/^(?!\.{1,2}$)[A-Za-z0-9_.-]{1,128}$/)
export type TemplateId = z.infer<typeof TemplateId>

/** Such as `data.default`. */
export const InstanceConfigurationId = id<'InstanceConfigurationId'>(
  /^(?!\.{1,2}$)[A-Za-z0-9_.-]{1,128}$/,
)
export type InstanceConfigurationId = z.infer<typeof InstanceConfigurationId>

/** On a self-hosted ECE the host's IP address or the name that its runner was given: `192.168.44.11`. */
export const AllocatorId = id<'AllocatorId'>(/^(?!\.{1,2}$)[A-Za-z0-9_.:-]{1,128}$/)
export type AllocatorId = z.infer<typeof AllocatorId>

/** Such as `8.17.4` or `9.0.0-SNAPSHOT`. */
export const StackVersion = id<'StackVersion'>(/^\d{1,4}(\.\d{1,4}){1,3}(-[A-Za-z0-9.-]{1,32})?$/)
export type StackVersion = z.infer<typeof StackVersion>

/** A self-hosted ECE has exactly one: `ece-region`. */
export const RegionId = id<'RegionId'>(/^[A-Za-z0-9-]{1,64}$/)
export type RegionId = z.infer<typeof RegionId>

/** Key of one installation in this console's own configuration and URLs. */
export const InstallationId = id<'InstallationId'>(/^[a-z0-9-]{1,40}$/)
export type InstallationId = z.infer<typeof InstallationId>

/** Closed on purpose: the kind is part of a path, and each one has its own array in a deployment. */
export const RESOURCE_KINDS = [
  'elasticsearch',
  'kibana',
  'apm',
  'integrations_server',
  'enterprise_search',
  'appsearch',
] as const
export const ResourceKind = z.enum(RESOURCE_KINDS)
export type ResourceKind = z.infer<typeof ResourceKind>

/** Every kind but Elasticsearch: they hold no data and share one restart operation. */
export const StatelessKind = z.enum([
  'kibana',
  'apm',
  'integrations_server',
  'enterprise_search',
  'appsearch',
])
export type StatelessKind = z.infer<typeof StatelessKind>
