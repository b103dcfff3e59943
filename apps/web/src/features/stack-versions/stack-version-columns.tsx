import { plural } from '../../lib/text.ts'
import { Absent } from '../../ui/key-values.tsx'
import type { Column } from '../../ui/table.tsx'
import { newestTarget, type Stack } from './stack-facts.ts'
import { StackMarks } from './stack-marks.tsx'

const TextOrAbsent = ({ value }: { value: string | null | undefined }) => value ?? <Absent />

export const STACK_VERSION_COLUMNS: readonly Column<Stack>[] = [
  {
    id: 'version',
    header: 'Version',
    width: 120,
    grow: 1,
    isMain: true,
    isSticky: true,
    cell: ({ version }) => version,
  },
  {
    id: 'marks',
    header: '',
    headerLabel: 'Marks',
    width: 120,
    cell: (stack) => <StackMarks stack={stack} />,
  },
  {
    id: 'newest',
    header: 'Newest upgrade',
    width: 132,
    grow: 1,
    hideBelow: 420,
    cell: (stack) => <TextOrAbsent value={newestTarget(stack)} />,
  },
  {
    id: 'targets',
    header: 'Upgrades to',
    width: 110,
    align: 'end',
    hideBelow: 700,
    cell: ({ upgradable_to }) =>
      Array.isArray(upgradable_to) ? plural(upgradable_to.length, 'version') : <Absent />,
  },
  {
    id: 'from',
    header: 'Upgrade from at least',
    width: 160,
    grow: 1,
    hideBelow: 700,
    cell: ({ min_upgradable_from }) => <TextOrAbsent value={min_upgradable_from} />,
  },
  {
    id: 'platform',
    header: 'Needs platform',
    width: 130,
    grow: 1,
    hideBelow: 860,
    cell: ({ metadata }) => <TextOrAbsent value={metadata?.min_platform_version} />,
  },
]
