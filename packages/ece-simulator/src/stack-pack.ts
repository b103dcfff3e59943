// A stack pack of seed/catalogue.ts as `StackVersionConfig` (ece-behaviour 6.3).
import { compareVersions } from './kinds.ts'
import type { StackRow } from './seed/catalogue.ts'

const REGISTRY = 'docker.elastic.co/cloud-release'
const GB = 1024
const NONE: readonly string[] = []
const DEFAULT_PLUGINS: readonly string[] = ['repository-s3', 'repository-gcs', 'repository-azure']
/** Settings that users may not override; the real lists are longer. */
const BLACKLIST: readonly string[] = ['node.name', 'cluster.name', 'network.host', 'path.data']

const image = (name: string, version: string, min: number, max: number) => ({
  version,
  docker_image: `${REGISTRY}/${name}:${version}`,
  blacklist: NONE,
  capacity_constraints: { min, max },
})

/** Upgrades go to newer versions on offer that still take the old one's indices. */
const targetsOf = (row: StackRow, rows: readonly StackRow[]) =>
  rows
    .filter((other) => !other.deleted && compareVersions(other.version, row.version) > 0)
    .filter((other) => compareVersions(row.version, other.upgradable_from) >= 0)
    .map((other) => other.version)
    .toSorted(compareVersions)

/** Enterprise Search ends with 8.x; Integrations Server has no entry of its own, its image is that of `apm`. */
export function buildStack(row: StackRow, rows: readonly StackRow[]) {
  const { version } = row
  const major = Number.parseInt(version, 10)
  const hasAgent = compareVersions(version, '8.0.0') >= 0
  const hasEnterpriseSearch = compareVersions(version, '7.7.0') >= 0 && major < 9
  const { version: _, ...elasticsearch } = image('elasticsearch-cloud-ess', version, GB, 64 * GB)
  return {
    version,
    deleted: row.deleted ?? false,
    upgradable_to: targetsOf(row, rows),
    min_upgradable_from: row.upgradable_from,
    template: { template_version: '', hashes: NONE },
    elasticsearch: {
      ...elasticsearch,
      plugins: NONE,
      default_plugins: DEFAULT_PLUGINS,
      blacklist: BLACKLIST,
      node_types: NONE,
    },
    kibana: image('kibana-cloud', version, GB, 8 * GB),
    apm: image(hasAgent ? 'elastic-agent-cloud' : 'apm-cloud', version, GB / 2, 8 * GB),
    ...(hasEnterpriseSearch
      ? {
          enterprise_search: {
            ...image('enterprise-search-cloud', version, 2 * GB, 8 * GB),
            node_types: [],
          },
        }
      : {}),
    metadata: {
      pre_release: false,
      min_platform_version: row.min_platform_version,
      min_wire_compatibility_version: row.upgradable_from,
      min_index_compatibility_version: `${major - 1}.0.0`,
      schema_version: 1,
      ...(row.notes === undefined ? {} : { notes: row.notes }),
    },
  }
}
