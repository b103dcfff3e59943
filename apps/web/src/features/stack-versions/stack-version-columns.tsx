import { plural } from '../../lib/text.ts'
import { isPreRelease } from '../../lib/versions.ts'
import type { Column } from '../../ui/table.tsx'
import { newestTarget, type Stack } from './stack-facts.ts'
import { StackMarks } from './stack-marks.tsx'

/** The words of the marks, for files. */
const marksOf = ({ deleted, metadata, version }: Stack) => [
  ...(deleted === true ? ['deleted'] : []),
  ...(metadata?.pre_release === true || isPreRelease(version) ? ['pre-release'] : []),
]

export const STACK_VERSION_COLUMNS: readonly Column<Stack>[] = [
  {
    id: 'version',
    header: 'Version',
    width: 120,
    grow: 1,
    isMain: true,
    isSticky: true,
    value: ({ version }) => version,
  },
  {
    id: 'marks',
    header: '',
    headerLabel: 'Marks',
    width: 120,
    value: (stack) => marksOf(stack).join('; '),
    cell: (stack) => <StackMarks stack={stack} />,
  },
  {
    id: 'newest',
    header: 'Newest upgrade',
    width: 132,
    grow: 1,
    isSecondLine: true,
    value: newestTarget,
  },
  {
    id: 'targets',
    header: 'Upgrades to',
    width: 110,
    align: 'end',
    hideBelow: 700,
    isSecondLine: true,
    value: ({ upgradable_to }) =>
      Array.isArray(upgradable_to) ? plural(upgradable_to.length, 'version') : undefined,
  },
  {
    id: 'from',
    header: 'Upgrade from at least',
    width: 160,
    grow: 1,
    hideBelow: 700,
    value: ({ min_upgradable_from }) => min_upgradable_from ?? undefined,
  },
  {
    id: 'platform',
    header: 'Needs platform',
    width: 130,
    grow: 1,
    hideBelow: 860,
    value: ({ metadata }) => metadata?.min_platform_version ?? undefined,
  },
]
