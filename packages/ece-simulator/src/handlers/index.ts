// Every handler. A row of the table or of rows.ts without one does not compile here.
import type { ServerHandler } from '../answer.ts'
import type { RowName } from '../rows.ts'
import { authenticationHandlers } from './authentication.ts'
import { commentHandlers } from './comments.ts'
import { deploymentHandlers } from './deployments.ts'
import { instanceConfigurationHandlers } from './instance-configurations.ts'
import { instanceHandlers } from './instances.ts'
import { platformHandlers } from './platform.ts'
import { resourceHandlers } from './resources.ts'
import { stackHandlers } from './stack.ts'
import { templateHandlers } from './templates.ts'
import { userHandlers } from './users.ts'

export const handlers = {
  ...authenticationHandlers,
  ...userHandlers,
  ...commentHandlers,
  ...deploymentHandlers,
  ...resourceHandlers,
  ...instanceHandlers,
  ...platformHandlers,
  ...stackHandlers,
  ...templateHandlers,
  ...instanceConfigurationHandlers,
} satisfies Readonly<Record<RowName, ServerHandler>>
