import { Link } from '@tanstack/react-router'
import { DeploymentId } from '@ece/api-types'
import type { JobItem } from '@ece/api-types/bff'
import { currentInstallation } from '../../api/installation.ts'
import { wordOfItem } from '../../domain/jobs.ts'
import { parseTime, formatDuration } from '../../lib/dates.ts'
import { Absent } from '../../ui/absent.tsx'
import { Status } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { Elapsed, Time } from '../../ui/time.tsx'
import type { LinkProps } from '@tanstack/react-router'

export const idOfItem = ({ position }: JobItem): string => String(position)

/** Every row that a job sends is about a deployment; what is not has no page to go to. */
export const linkToTarget = ({ params }: JobItem): LinkProps => {
  const id = DeploymentId.safeParse(params['deployment_id'])
  const installation = currentInstallation().id
  return id.success
    ? {
        to: '/$installation/deployments/$deploymentId',
        params: { installation, deploymentId: id.data },
        search: { tab: 'activity' },
      }
    : { to: '.' }
}

const took = ({ started_at, ended_at }: JobItem): number | undefined => {
  const [start, end] = [parseTime(started_at), parseTime(ended_at)]
  return start === undefined || end === undefined ? undefined : Math.max(0, end - start)
}

export const ITEM_COLUMNS: readonly Column<JobItem>[] = [
  {
    id: 'name',
    header: 'Target',
    width: 180,
    grow: 2,
    isMain: true,
    isSticky: true,
    value: ({ name }) => name,
    cell: ({ name }) => (
      <bdi className="block truncate" title={name}>
        {name}
      </bdi>
    ),
  },
  {
    id: 'state',
    header: 'State',
    width: 116,
    value: ({ state }) => wordOfItem(state).word,
    cell: ({ state }) => {
      const { kind, word, isUnknown } = wordOfItem(state)
      return <Status kind={kind} label={word} isUnknown={isUnknown === true} />
    },
  },
  {
    id: 'detail',
    header: 'What there is to say',
    width: 180,
    grow: 2,
    isSecondLine: true,
    value: ({ detail }) => detail,
    cell: ({ detail }) =>
      detail === undefined ? (
        <Absent />
      ) : (
        <span className="truncate" title={detail}>
          {detail}
        </span>
      ),
  },
  {
    id: 'change',
    header: 'Change',
    width: 84,
    hideBelow: 620,
    isSecondLine: true,
    value: ({ change_id }) => change_id,
    cell: ({ change_id, name }) =>
      change_id === undefined ? (
        <Absent />
      ) : (
        <Link
          to="/$installation/changes/$changeId"
          params={{ installation: currentInstallation().id, changeId: change_id }}
          className="text-accent hover:underline"
          aria-label={`Change of ${name}`}
        >
          Change
        </Link>
      ),
  },
  {
    id: 'begun',
    header: 'Begun',
    width: 90,
    hideBelow: 760,
    isSecondLine: true,
    value: ({ started_at }) => started_at,
    cell: ({ started_at }) => <Time value={started_at} />,
  },
  {
    id: 'took',
    header: 'Took',
    width: 96,
    align: 'end',
    hideBelow: 700,
    value: (item) => took(item),
    cell: (item) =>
      item.ended_at === undefined && item.started_at !== undefined ? (
        <Elapsed since={item.started_at} />
      ) : (
        (formatDuration(took(item)) ?? <Absent />)
      ),
  },
]
