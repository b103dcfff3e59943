// Who may do what, decided before anything is parsed or sent: a role of its own table in front of
// ECE's, because ECE's own check was once bypassed (CVE-2025-37736).
import { ROLES, type Operation } from '@ece/api-types'
import { ConsoleError } from '../http/console-error.ts'
import type { SignedIn } from '../session/signed-in.ts'

/** Throws `console.forbidden` or `console.not_on_this_version`. */
export function checkAllowed(operation: Operation, { installation, user }: SignedIn): void {
  const changes = operation.danger !== 'read'
  if (changes && installation.policy.read_only) {
    throw forbidden(
      `"${installation.name}" is read-only in this console. Its configuration (policy.read_only) says so.`,
    )
  }
  // roles that we do not know (or none at all, on versions that do not tell) leave the decision to
  // ECE
  const known = user.roles.filter((role) => ROLES.some((one) => one === role))
  if (known.length > 0 && !operation.roles.some((role) => known.includes(role))) {
    throw forbidden(
      `"${operation.summary}" needs one of the roles ${operation.roles.join(', ')}; ${user.user_name} has ${known.join(', ')}.`,
    )
  }
  if (changes && user.permissions.length > 0 && !user.permissions.includes(operation.id)) {
    throw forbidden(
      `"${operation.summary}" needs the permission ${operation.id}, which ECE did not give to ${user.user_name}. Ask for one of the roles ${operation.roles.join(', ')}.`,
    )
  }
  checkVersion(operation, user.ece_version, installation.name)
}

const forbidden = (message: string) => new ConsoleError('console.forbidden', message)

function checkVersion(
  { summary, since, until }: Operation,
  version: string | undefined,
  name: string,
) {
  if (version === undefined) return
  if (since !== undefined && compareVersions(version, since) < 0) {
    throw new ConsoleError(
      'console.not_on_this_version',
      `"${summary}" exists since ECE ${since}; "${name}" runs ${version}.`,
    )
  }
  if (until !== undefined && compareVersions(version, until) > 0) {
    throw new ConsoleError(
      'console.not_on_this_version',
      `"${summary}" exists up to ECE ${until}; "${name}" runs ${version}.`,
    )
  }
}

/** As far as both are written out: 3.6.2 is not after 3.6. */
function compareVersions(a: string, b: string): number {
  const numbers = (text: string) => (/^\d+(?:\.\d+)*/.exec(text)?.[0] ?? '').split('.').map(Number)
  const left = numbers(a)
  for (const [index, right] of numbers(b).entries()) {
    const difference = (left[index] ?? 0) - right
    if (difference !== 0) return difference
  }
  return 0
}
