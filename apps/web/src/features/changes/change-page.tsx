// One change: what became of it, how that is known, and its story in order.
import { z } from '@ece/api-types'
import type { ChangeWithStory } from '@ece/api-types/bff'
import { Link } from '@tanstack/react-router'
import { isOpenChange, qChange } from '../../api/changes.ts'
import { currentInstallation } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { ReadAgainFailed, ReadFailed } from '../../domain/read-failed.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { DataAge } from '../../ui/data-age.tsx'
import { NoSuchPage } from '../../ui/no-such-page.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { StatusPill } from '../../ui/status.tsx'
import { useRouteParam } from '../../ui/use-route-param.ts'
import { ChangeAbout } from './change-about.tsx'
import { ChangeAnswer, ChangeStory } from './change-story.tsx'
import { deploymentOf, dialogOf } from './change-target.ts'
import { mayBeSentAgain, whatOf, wordsOfState } from './change-words.ts'

/** As the keys that name changes. */
const ChangeId = z.uuid()

export function ChangePage() {
  const id = useRouteParam('changeId', ChangeId)
  return id === undefined ? <NoSuchPage /> : <KnownChange key={id} id={id} />
}

const list = () =>
  ({
    crumb: 'Activity',
    label: 'All activity',
    link: { to: '/$installation/activity', params: { installation: currentInstallation().id } },
  }) as const

function KnownChange({ id }: { id: string }) {
  const { data, error, age } = useLive(qChange(id), { changing: isOpenChange })
  const failure = { what: 'this change', id, list: list(), onRetry: age.refresh }
  const { crumb, link } = list()
  return (
    <Page
      title={data === undefined ? 'Change' : whatOf(data)}
      note={
        data && (
          <>
            {data.target_name !== undefined && (
              <>
                <bdi>{data.target_name}</bdi>,{' '}
              </>
            )}
            by <bdi>{data.user_name}</bdi>
          </>
        )
      }
      crumbs={[{ label: crumb, link }]}
      facts={data && <StatePill change={data} />}
      end={
        <>
          <DataAge {...age} />
          {data && <SendAgain change={data} />}
        </>
      }
    >
      {data === undefined ? (
        error === null ? (
          <SkeletonLines count={8} />
        ) : (
          <ReadFailed {...failure} error={error} />
        )
      ) : (
        <>
          <ReadAgainFailed {...failure} error={error} />
          <Verdict change={data} />
          <div className="mt-3 grid grid-cols-1 items-start gap-3 xl:grid-cols-[minmax(0,1fr)_26rem]">
            <div className="grid min-w-0 grid-cols-1 gap-3">
              <ChangeStory change={data} />
              <ChangeAnswer change={data} />
            </div>
            <ChangeAbout change={data} />
          </div>
        </>
      )}
    </Page>
  )
}

function StatePill({ change }: { change: ChangeWithStory }) {
  const { kind, word, isUnknown = false } = wordsOfState(change.state)
  return <StatusPill kind={kind} label={word} isUnknown={isUnknown} />
}

const NOTICES = { ok: 'ok', busy: 'busy', warn: 'warn', bad: 'bad', off: 'info' } as const

/** What it comes to, with the evidence; announced when it changes under the eyes of somebody. */
function Verdict({ change }: { change: ChangeWithStory }) {
  const { kind, meaning } = wordsOfState(change.state)
  const isLooking = change.state === 'unknown' && change.concluded !== true
  return (
    <Notice kind={NOTICES[kind]} isLive className="mt-3 text-base" title={meaning}>
      {change.evidence !== undefined && <p>{change.evidence}</p>}
      {isLooking && (
        <p className="text-ink-2">
          The console reads ECE every few seconds to find out. It never sends the change again, and
          lets no other change onto the same target until then.
        </p>
      )}
    </Notice>
  )
}

/** A new change with a key of its own: its dialog asks for everything anew. */
function SendAgain({ change }: { change: ChangeWithStory }) {
  const deploymentId = deploymentOf(change)
  if (!mayBeSentAgain(change) || deploymentId === undefined) return null
  const dialog = dialogOf(change)
  return (
    <Link
      to="/$installation/deployments/$deploymentId"
      params={{ installation: currentInstallation().id, deploymentId }}
      search={dialog === undefined ? {} : { dialog }}
      className={buttonClass()}
    >
      Send again…
    </Link>
  )
}
