// Which stack versions get a number of their own.
import type { StackVersionConfig } from '@ece/api-types'
import { compareVersions, isPreRelease } from '../../lib/versions.ts'

const MAX_SHOWN = 12
/** As many values as one parameter of an address takes (lib/search-params.ts). */
const MAX_IN_ADDRESS = 50

/** One number: a version, or all the older ones together. */
export interface VersionGroup {
  readonly label: string
  readonly versions: readonly string[]
  /** Removed from the platform: what runs it cannot be changed any more without an upgrade. */
  readonly isDeleted: boolean
}

export interface PickedVersions {
  /** The newest release that deployments may be upgraded to. */
  readonly newest: string | undefined
  /** Newest first. */
  readonly versions: readonly VersionGroup[]
  /** At most one group. */
  readonly others: readonly VersionGroup[]
}

/** A fixed number of groups, however many versions the platform has had. */
export function pickVersions(stacks: readonly StackVersionConfig[]): PickedVersions {
  const deleted = new Map(
    stacks.flatMap(({ version, deleted: isDeleted }) =>
      version ? [[version, isDeleted === true] as const] : [],
    ),
  )
  const all = [...deleted.keys()].toSorted((a, b) => compareVersions(b, a))
  const rest = all.slice(MAX_SHOWN, MAX_SHOWN + MAX_IN_ADDRESS)
  const usable = all.filter((version) => deleted.get(version) !== true)
  return {
    newest: usable.find((version) => !isPreRelease(version)) ?? usable[0],
    versions: all.slice(0, MAX_SHOWN).map((version) => ({
      label: version,
      versions: [version],
      isDeleted: deleted.get(version) === true,
    })),
    others:
      rest.length === 0 ? [] : [{ label: 'Older versions', versions: rest, isDeleted: false }],
  }
}
