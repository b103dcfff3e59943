import type { DeploymentHit } from '@ece/api-types'
import { deploymentHealth } from '../../domain/health.ts'
import { startedBy } from '../../domain/plan-change.ts'
import {
  isDeploymentStopped,
  isSystemOwned,
  nameOfDeployment,
  templateOf,
  versionOfDeployment,
} from '../../domain/resources.ts'
import { snapshotOfDeployment } from '../../domain/snapshots.ts'
import { instancesCount, lastAttempt, stateOf } from './deployment-row.ts'
import { shapeOfDeployment } from '../../domain/topology.ts'
import { now } from '../../lib/clock.ts'
import { formatCount } from '../../lib/bytes.ts'
import { parseTime } from '../../lib/dates.ts'
import { Absent } from '../../ui/absent.tsx'
import { Pill, Status } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { Time, useTicking } from '../../ui/time.tsx'
import { RowMenu } from './row-menu.tsx'

/** Tags beside a name; the rest is on the page. */
const SHOWN_TAGS = 1

function Health({ deployment }: { deployment: DeploymentHit }) {
  const { kind, word } = deploymentHealth(deployment, now())
  return <Status kind={kind} label={word} isUnknown={word === 'Unknown'} />
}

function Marks({ deployment }: { deployment: DeploymentHit }) {
  const tags = deployment.metadata?.tags ?? []
  return (
    <>
      {isSystemOwned(deployment) && <Pill title="ECE itself runs on this deployment">system</Pill>}
      {tags.slice(0, SHOWN_TAGS).map(({ key, value }) => (
        <Pill key={key} title={tags.map((tag) => `${tag.key}: ${tag.value}`).join('\n')}>
          {value}
        </Pill>
      ))}
    </>
  )
}

function State({ deployment }: { deployment: DeploymentHit }) {
  const state = stateOf(deployment)
  if (state === undefined) return <Absent />
  const others = deploymentHealth(deployment, now()).reasons.map(({ text }) => text)
  return (
    <span className="text-ink-2 truncate" title={others.join('\n')}>
      {state}
    </span>
  )
}

const SNAPSHOT_INK = {
  ok: 'text-ink-2',
  old: 'text-bad',
  none: 'text-warn',
  no_repository: 'text-ink-2',
  unknown: 'text-ink-3',
}

function Snapshot({ deployment }: { deployment: DeploymentHit }) {
  const text = useTicking(() => snapshotOfDeployment(deployment, now())?.text ?? '')
  const snapshot = snapshotOfDeployment(deployment, now())
  if (snapshot === undefined) return <Absent />
  // nothing is written to a stopped deployment, so its last snapshot only gets older
  const ink = isDeploymentStopped(deployment) ? 'text-ink-2' : SNAPSHOT_INK[snapshot.kind]
  return (
    <span className={ink} title={`Read from ${snapshot.source}`}>
      {text}
    </span>
  )
}

/** As in files: every tag, with its key. */
const marksOf = (deployment: DeploymentHit) =>
  [
    ...(isSystemOwned(deployment) ? ['system'] : []),
    ...(deployment.metadata?.tags ?? []).map(({ key, value }) => `${key}: ${value}`),
  ].join('; ')

const toIso = (time: number | undefined) =>
  time === undefined ? undefined : new Date(time).toISOString()

export const DEPLOYMENT_COLUMNS: readonly Column<DeploymentHit>[] = [
  {
    id: 'name',
    header: 'Deployment',
    width: 150,
    grow: 5,
    isMain: true,
    isSticky: true,
    sort: 'name',
    value: nameOfDeployment,
    cell: (deployment) => (
      <bdi className="truncate" title={nameOfDeployment(deployment)}>
        {nameOfDeployment(deployment)}
      </bdi>
    ),
  },
  {
    id: 'health',
    header: 'Health',
    width: 148,
    value: (deployment) => deploymentHealth(deployment, now()).word,
    cell: (deployment) => <Health deployment={deployment} />,
  },
  {
    id: 'marks',
    header: '',
    headerLabel: 'System and tags',
    width: 110,
    hideBelow: 1180,
    value: marksOf,
    cell: (deployment) => <Marks deployment={deployment} />,
  },
  {
    id: 'version',
    header: 'Version',
    width: 76,
    isSecondLine: true,
    value: versionOfDeployment,
  },
  {
    id: 'shape',
    header: 'Zones × memory',
    width: 120,
    align: 'end',
    hideBelow: 1060,
    isSecondLine: true,
    value: (deployment) => shapeOfDeployment(deployment)?.text,
  },
  {
    id: 'instances',
    header: 'Instances',
    width: 78,
    align: 'end',
    hideBelow: 1150,
    value: instancesCount,
    cell: (deployment) => formatCount(instancesCount(deployment)),
  },
  {
    id: 'state',
    header: 'State',
    width: 190,
    grow: 6,
    hideBelow: 720,
    value: stateOf,
    cell: (deployment) => <State deployment={deployment} />,
  },
  {
    id: 'snapshot',
    header: 'Last good snapshot',
    width: 132,
    align: 'end',
    hideBelow: 900,
    value: (deployment) => {
      const snapshot = snapshotOfDeployment(deployment, now())
      return toIso(snapshot?.at) ?? snapshot?.text
    },
    cell: (deployment) => <Snapshot deployment={deployment} />,
  },
  {
    id: 'modified',
    header: 'Last change',
    width: 104,
    align: 'end',
    sort: 'modified',
    isSecondLine: true,
    value: ({ metadata }) => toIso(parseTime(metadata?.last_modified)),
    cell: ({ metadata }) => <Time value={metadata?.last_modified} className="text-ink-2" />,
  },
  {
    id: 'by',
    header: 'By',
    width: 90,
    grow: 1,
    hideBelow: 1240,
    value: (deployment) => {
      const { who } = startedBy(lastAttempt(deployment))
      return who === 'unknown' ? undefined : who
    },
  },
  {
    id: 'template',
    header: 'Template',
    width: 110,
    grow: 1,
    hideBelow: 1400,
    value: templateOf,
  },
  { id: 'id', header: 'Id', width: 244, isExtra: true, value: ({ id }) => id },
  {
    id: 'actions',
    header: '',
    headerLabel: 'Actions',
    width: 44,
    align: 'end',
    cell: (deployment) => <RowMenu deployment={deployment} />,
  },
]
