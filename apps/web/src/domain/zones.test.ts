import { expect, it } from 'vitest'
import { listZoneNames } from './zones.ts'

const platform = (...zones: string[]) => ({
  version: '3.8.0',
  regions: [
    {
      region_id: 'ece-region',
      allocators: { zone_summaries: zones.map((zone_id) => ({ zone_id })) },
    },
    { region_id: 'without-allocators' },
  ],
})

it('a zone is named once, and one without a name is none', () => {
  expect(listZoneNames(platform('ece-zone-1', 'ece-zone-2', 'ece-zone-1', ''))).toEqual([
    'ece-zone-1',
    'ece-zone-2',
  ])
})

it('a platform that says nothing of its regions has no zones that could be searched', () => {
  expect(listZoneNames({ version: '3.8.0' })).toEqual([])
})
