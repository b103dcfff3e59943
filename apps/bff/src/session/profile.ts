// Who the operator is to ECE, for a credential that is about to be kept.
import type { SignedInUser } from '@ece/api-types/bff'
import type { EceCalls, Refused } from './ece-calls.ts'

interface Known {
  readonly auth: SignedInUser['auth']
  /** What we knew before, for what ECE does not say. */
  readonly user: Partial<SignedInUser>
}

/**
 * Reads name, roles, permissions and version. All but the name is optional to ECE (ece-behaviour 2.6), and the deployment
 * roles may not see the version. Answers `Refused` only for a definite no to `GET /user`; throws when ECE cannot be asked.
 */
export async function readProfile(
  calls: EceCalls,
  authorization: string,
  known: Known,
  requestId: string,
): Promise<SignedInUser | Refused> {
  const [profile, version] = await Promise.all([
    calls.whoAmI(authorization, requestId),
    calls.version(authorization, requestId).catch(() => undefined),
  ])
  if ('refused' in profile) return profile
  const { auth, user } = known
  const expiresAt = profile.keyExpiresAt ?? user.expires_at
  const eceVersion = version ?? user.ece_version
  return {
    user_name: profile.userName,
    roles: profile.roles,
    permissions: profile.permissions,
    auth,
    ...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
    ...(eceVersion === undefined ? {} : { ece_version: eceVersion }),
  }
}
