import { Link } from '@tanstack/react-router'
import { currentInstallation } from '../../api/installation.ts'
import { formatCount } from '../../lib/bytes.ts'
import { cx } from '../../lib/cx.ts'
import { plural } from '../../lib/text.ts'
import { Card } from '../../ui/card.tsx'
import { Absent } from '../../ui/absent.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Pill } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { ListLink } from './list-link.tsx'
import type { Count, Overview } from './overview-reads.ts'
import { PartBody } from './part-body.tsx'
import type { PickedVersions, VersionGroup } from './version-counts.ts'

type Versions = Overview['versions']

export function VersionsCard({ versions, total }: Pick<Overview, 'versions' | 'total'>) {
  const { stacks, picked, counts, age } = versions
  const groups = picked === undefined ? [] : [...picked.versions, ...picked.others]
  return (
    <Card
      title="Versions"
      note={picked !== undefined && <Behind picked={picked} counts={counts} />}
      end={
        age.fetchedAt !== undefined && (
          <span className="text-ink-3 text-sm">
            read <Time value={age.fetchedAt} />
          </span>
        )
      }
    >
      <PartBody part={stacks.part} what="stack versions" onRetry={age.refresh} lines={6}>
        {() =>
          groups.length === 0 ? (
            <p className="text-ink-2">ECE has no stack version yet. Upload a stack pack to it.</p>
          ) : (
            <>
              <ul aria-label="Deployments by version" className="grid gap-1">
                {groups.map((group, index) => (
                  <Row
                    key={group.label}
                    group={group}
                    count={counts[index]}
                    most={mostOf(counts)}
                    newest={picked?.newest}
                  />
                ))}
              </ul>
              <Unlisted counts={counts} total={total} />
            </>
          )
        }
      </PartBody>
    </Card>
  )
}

const mostOf = (counts: Versions['counts']) => Math.max(0, ...counts.map(({ value }) => value ?? 0))

interface RowProps {
  group: VersionGroup
  count: Count | undefined
  most: number
  newest: string | undefined
}

function Row({ group, count, most, newest }: RowProps) {
  const value = count?.value
  const isNewest = group.label === newest
  const isUsed = value !== undefined && value > 0
  return (
    <li className="grid grid-cols-[minmax(5.5rem,8.5rem)_minmax(2rem,1fr)_3.5rem] items-center gap-2.5">
      <span className="flex min-w-0 items-center gap-1.5">
        <Name group={group} isUsed={isUsed} />
        {isNewest && <Pill kind="ok">newest</Pill>}
        {group.isDeleted && isUsed && (
          <Pill kind="warn" title="Removed from the platform, and still in use">
            removed
          </Pill>
        )}
      </span>
      <span aria-hidden="true" className="block h-2">
        <span
          className={cx('block h-full rounded-sm', isNewest ? 'bg-ok' : 'bg-accent')}
          style={{ width: most === 0 || !isUsed ? 0 : `max(2px, ${(value / most) * 100}%)` }}
        />
      </span>
      <span className={cx('text-right', isUsed ? 'font-medium' : 'text-ink-3')}>
        {value === undefined ? (
          count === undefined || count.isPending ? (
            <Skeleton className="ml-auto w-6" />
          ) : (
            <Absent />
          )
        ) : (
          <ListLink
            filters={{ version: group.versions }}
            label={`${plural(value, 'deployment')} on ${group.label}`}
          >
            {formatCount(value)}
          </ListLink>
        )}
      </span>
    </li>
  )
}

/** `Older versions` is no version and has no page. */
function Name({ group, isUsed }: { group: VersionGroup; isUsed: boolean }) {
  const ink = cx('truncate', !isUsed && 'text-ink-2')
  if (group.versions.length > 1) return <span className={ink}>{group.label}</span>
  return (
    <Link
      to="/$installation/stack-versions/$version"
      params={{ installation: currentInstallation().id, version: group.label }}
      className={cx(ink, 'hover:underline')}
      title={group.label}
    >
      {group.label}
    </Link>
  )
}

/** How many run something older than what they could run. */
function Behind({ picked, counts }: { picked: PickedVersions; counts: Versions['counts'] }) {
  const { newest } = picked
  const groups = [...picked.versions, ...picked.others]
  const at = groups.findIndex(({ label }) => label === newest)
  const older = groups.slice(at + 1)
  const values = counts.slice(at + 1).map(({ value }) => value)
  if (newest === undefined || older.length === 0 || values.includes(undefined)) return null
  const sum = values.reduce<number>((all, value) => all + (value ?? 0), 0)
  return sum === 0 ? null : (
    <ListLink filters={{ version: older.flatMap(({ versions }) => versions) }}>
      {formatCount(sum)} below {newest}
    </ListLink>
  )
}

/** ECE's search knows no "none of these", so what is left has a number but no list. */
function Unlisted({ counts, total }: { counts: Versions['counts']; total: Count }) {
  const known = counts.map(({ value }) => value)
  if (total.value === undefined || known.length === 0 || known.includes(undefined)) return null
  const rest = total.value - known.reduce<number>((sum, value) => sum + (value ?? 0), 0)
  return rest <= 0 ? null : (
    <p className="text-ink-2 mt-1.5 text-sm">
      {plural(rest, 'deployment')} with a version that is not listed, or none yet.
    </p>
  )
}
