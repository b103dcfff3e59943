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
import { instancesCount, lastAttempt } from './deployment-row.ts'
import { shapeOfDeployment } from '../../domain/topology.ts'
import { detailOf } from '../../domain/verdict.ts'
import { now } from '../../lib/clock.ts'
import { formatCount } from '../../lib/bytes.ts'
import { Absent } from '../../ui/key-values.tsx'
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
  const verdict = deploymentHealth(deployment, now())
  const detail = detailOf(verdict)
  if (detail === undefined) return <Absent />
  const others = verdict.reasons.map(({ text }) => text).join('\n')
  return (
    <span className="text-ink-2 truncate" title={others}>
      {detail}
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

const text = (value: string | undefined) =>
  value === undefined ? (
    <Absent />
  ) : (
    <span className="truncate" title={value}>
      {value}
    </span>
  )

export const DEPLOYMENT_COLUMNS: readonly Column<DeploymentHit>[] = [
  {
    id: 'name',
    header: 'Deployment',
    width: 170,
    grow: 5,
    isMain: true,
    isSticky: true,
    sort: 'name',
    cell: (deployment) => <bdi className="truncate">{nameOfDeployment(deployment)}</bdi>,
  },
  {
    id: 'health',
    header: 'Health',
    width: 148,
    cell: (deployment) => <Health deployment={deployment} />,
  },
  {
    id: 'marks',
    header: '',
    headerLabel: 'System and tags',
    width: 110,
    hideBelow: 1180,
    cell: (deployment) => <Marks deployment={deployment} />,
  },
  {
    id: 'version',
    header: 'Version',
    width: 82,
    hideBelow: 620,
    cell: (deployment) => text(versionOfDeployment(deployment)),
  },
  {
    id: 'shape',
    header: 'Zones × memory',
    width: 122,
    align: 'end',
    hideBelow: 900,
    cell: (deployment) => text(shapeOfDeployment(deployment)?.text),
  },
  {
    id: 'instances',
    header: 'Instances',
    width: 78,
    align: 'end',
    hideBelow: 1020,
    cell: (deployment) => formatCount(instancesCount(deployment)),
  },
  {
    id: 'state',
    header: 'State',
    width: 150,
    grow: 4,
    hideBelow: 720,
    cell: (deployment) => <State deployment={deployment} />,
  },
  {
    id: 'snapshot',
    header: 'Last good snapshot',
    width: 138,
    align: 'end',
    hideBelow: 900,
    cell: (deployment) => <Snapshot deployment={deployment} />,
  },
  {
    id: 'modified',
    header: 'Last change',
    width: 112,
    align: 'end',
    sort: 'modified',
    hideBelow: 620,
    cell: ({ metadata }) => <Time value={metadata?.last_modified} className="text-ink-2" />,
  },
  {
    id: 'by',
    header: 'By',
    width: 90,
    grow: 1,
    hideBelow: 1180,
    cell: (deployment) => {
      const { who } = startedBy(lastAttempt(deployment))
      return who === 'unknown' ? <Absent /> : text(who)
    },
  },
  {
    id: 'template',
    header: 'Template',
    width: 110,
    grow: 1,
    hideBelow: 1320,
    cell: (deployment) => text(templateOf(deployment)),
  },
  {
    id: 'actions',
    header: '',
    headerLabel: 'Actions',
    width: 48,
    align: 'end',
    cell: (deployment) => <RowMenu deployment={deployment} />,
  },
]
