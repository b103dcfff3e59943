// Which role may call which operation. The four roles are ECE's (ece-behaviour 2.6); which operationIds a role
// holds is not published, so the sentences of the manual are turned into rules over the vendor's paths here:
// - platform admin: everything.
// - platform viewer: every read, secrets included.
// - deployment manager: everything about deployments, nothing of the platform.
// - deployment viewer: reads about deployments, and capturing diagnostics.
// Both deployment roles also read what creating and showing a deployment needs (templates, stack versions,
// instance configurations) and `GET /platform`, which the vendor's own console asks for everybody (1.1).
import type { Role } from '@ece/api-types'
import type { Generation } from './context.ts'
import { type VendorOperation, vendorOperations } from './vendor-operations.ts'

/** Without credentials: signing in, and ending what may already have ended (2.2). */
export const PUBLIC_OPERATIONS: ReadonlySet<string> = new Set([
  'login',
  'logout',
  'methods',
  'saml-init',
  'saml-callback',
])

const isRead = ({ method, path }: VendorOperation) =>
  method === 'GET' || /\/(_search|eligible-remote-clusters)$/.test(path)

/** Self-service of everybody who is signed in; `_all` is about other people's keys. */
const isOwnAccount = ({ path }: VendorOperation) =>
  path === '/user' || (/^\/users\/auth(\/|$)/.test(path) && path !== '/users/auth/keys/_all')

const isDiagnostics = ({ path }: VendorOperation) => path.endsWith('/diagnostics/_capture')

const isDeploymentArea = ({ path }: VendorOperation) =>
  /^\/(deployments|clusters|comments)(\/|$)/.test(path)

const isCatalogue = ({ path }: VendorOperation) =>
  path === '/platform' ||
  /^\/stack\/versions(\/|$)/.test(path) ||
  /^\/platform\/configuration\/(instances|templates)(\/|$)/.test(path)

/** In the deployments' area, but the platform's business: shared templates, raw metadata, the whole index. */
const isPlatformOnly = (operation: VendorOperation) =>
  operation.path.endsWith('/metadata/raw') ||
  operation.path === '/deployments/_resync' ||
  (/^\/deployments\/templates(\/|$)/.test(operation.path) && !isRead(operation))

const RULES: Readonly<Record<Role, (operation: VendorOperation) => boolean>> = {
  ece_platform_admin: () => true,
  ece_platform_viewer: (operation) => isRead(operation) || isOwnAccount(operation),
  ece_deployment_manager: (operation) =>
    isOwnAccount(operation) ||
    (isCatalogue(operation) && isRead(operation)) ||
    (isDeploymentArea(operation) && !isPlatformOnly(operation)),
  ece_deployment_viewer: (operation) =>
    isOwnAccount(operation) ||
    ((isCatalogue(operation) || isDeploymentArea(operation)) &&
      !isPlatformOnly(operation) &&
      (isRead(operation) || isDiagnostics(operation))),
}

/** operationIds of one generation that the roles together may call, sorted. */
export const permissionsOf = (roles: readonly Role[], generation: Generation): readonly string[] =>
  vendorOperations
    .filter(
      (operation) =>
        operation.generations.includes(generation) && roles.some((role) => RULES[role](operation)),
    )
    .map(({ operationId }) => operationId)
    .toSorted()
