// What the console knows about the ECE API. The only barrel of the repository.
import { authentication } from './operations/authentication.ts'
import { comments } from './operations/comments.ts'
import { deployments } from './operations/deployments.ts'
import { platform } from './operations/platform.ts'
import { stack } from './operations/stack.ts'
import { templates } from './operations/templates.ts'
import { users } from './operations/users.ts'

/** Every row, keyed by the vendor's operationId in camel case. */
export const operations = {
  ...authentication,
  ...users,
  ...platform,
  ...deployments,
  ...comments,
  ...templates,
  ...stack,
} as const
export type Operations = typeof operations
export type OperationName = keyof Operations

export * from './errors.ts'
export * from './ids.ts'
export * from './match.ts'
export * from './operation.ts'
export { openApiDocument } from './openapi.ts'
export { COMMENT_LENGTH, type CommentWithMeta } from './operations/comments.ts'
export type {
  CommandReceipt,
  Deployment,
  DeploymentHit,
  SearchRequest,
} from './operations/deployments.ts'
export type {
  AllocatedInstance,
  Allocator,
  AllocatorDetail,
  InstanceConfiguration,
} from './operations/platform.ts'
export type {
  ChangeSource,
  ElasticsearchPlan,
  ElasticsearchTopologyElement,
  PlanAttempt,
  PlanStep,
  StepMessage,
} from './operations/plan-shapes.ts'
export type {
  ElasticsearchInfo,
  Instance,
  KibanaInfo,
  ResourceHits,
  Resources,
  Snapshots,
} from './operations/resource-shapes.ts'
export type { StackVersionConfig } from './operations/stack.ts'
export type { DeploymentTemplate } from './operations/templates.ts'
export { z } from './zod.ts'
