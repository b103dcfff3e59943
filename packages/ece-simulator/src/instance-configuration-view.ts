// Instance configurations as two calls show them: by themselves, and shorter inside a template.
import { searchAllocators, viewAllocator } from './allocator-view.ts'
import type { InstanceConfigurationRecord } from './catalogue.ts'
import type { World } from './world.ts'

/** In how many zones there is an allocator that may host it. */
function countZones(
  { allocator_filter, allowed_zones = [] }: InstanceConfigurationRecord,
  world: World,
) {
  const all = world.allocators
  const hosts =
    allocator_filter === undefined
      ? all
      : searchAllocators(
          { query: allocator_filter, size: all.length },
          all.map((allocator) => viewAllocator(allocator, world)),
        ).hits
  const zones = hosts.map(({ zone_id }) => zone_id)
  return new Set(zones.filter((zone) => allowed_zones.length === 0 || allowed_zones.includes(zone)))
    .size
}

/** `InstanceConfiguration`; `max_zones` is there only when asked for. */
export const viewConfiguration = (
  configuration: InstanceConfigurationRecord,
  world: World,
  showMaxZones: boolean,
) => ({
  ...configuration,
  ...(showMaxZones ? { max_zones: countZones(configuration, world) } : {}),
})

/** `InstanceConfigurationInfo`: what a template says of it. */
export function viewConfigurationInfo(
  configuration: InstanceConfigurationRecord,
  world: World,
  showMaxZones: boolean,
) {
  const {
    allocator_filter: _filter,
    allowed_zones: _zones,
    deleted_on: _deleted,
    system_owned: _owned,
    ...info
  } = viewConfiguration(configuration, world, showMaxZones)
  return info
}
