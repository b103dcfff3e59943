// What people wrote beside a deployment: ECE's comments on one of its resources, which ecctl and the API show as well.
import { useState } from 'react'
import { MessageSquare } from 'lucide-react'
import { type CommentWithMeta, operations } from '@ece/api-types'
import { currentInstallation, useUser } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { mayRun } from '../../domain/permissions.ts'
import { describeResource, listResources } from '../../domain/resources.ts'
import type { AnyDeployment } from '../../domain/shapes.ts'
import { plural } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DataAge } from '../../ui/data-age.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { NoteCard } from './note-card.tsx'
import { type DraftsById, NEW, putDraft, useDrafts } from './note-drafts.ts'
import { NoteForm } from './note-form.tsx'
import { newestFirst, type NoteTarget, sayNewer } from './notes.ts'

const listTargets = (deployment: AnyDeployment): NoteTarget[] =>
  listResources(deployment).map((resource) => ({
    id: resource.id,
    name: describeResource(deployment, resource),
    params: { resource_type: resource.kind, resource_id: resource.id },
  }))

interface DeploymentNotesProps {
  deployment: AnyDeployment
  /** Id of the chosen resource, from the address. */
  on: string | undefined
  onChoose: (id: string) => void
}

export function DeploymentNotes({ deployment, on, onChoose }: DeploymentNotesProps) {
  const targets = listTargets(deployment)
  const target = targets.find(({ id }) => id === on) ?? targets[0]
  if (target === undefined) {
    return (
      <EmptyState title="Nothing to comment on" icon={<MessageSquare />}>
        ECE keeps comments on resources, and this deployment has none.
      </EmptyState>
    )
  }
  return (
    <div className="grid max-w-4xl grid-cols-1 gap-3">
      {targets.length > 1 && (
        <SelectField
          className="max-w-80"
          label="Comments on"
          value={target.id}
          options={targets.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={onChoose}
        />
      )}
      <Notes key={target.id} target={target} />
    </div>
  )
}

function Notes({ target }: { target: NoteTarget }) {
  const user = useUser()
  const { data, error, age } = useLive(q(operations.listComment, { params: target.params }))
  const place = [currentInstallation().id, user.user_name, target.id].join('/')
  const drafts = useDrafts(place)
  const notes = newestFirst(data?.values ?? [])
  return (
    <>
      <NewNote target={target} place={place} drafts={drafts} notes={notes} />
      {data !== undefined && <Lost target={target} place={place} drafts={drafts} notes={notes} />}
      {error !== null && (
        <ErrorPanel
          title={
            data === undefined
              ? 'The comments could not be read'
              : 'The comments could not be read again; these are the last known'
          }
          error={error}
          onRetry={age.refresh}
        />
      )}
      {data === undefined && error === null && <SkeletonLines count={4} />}
      {data !== undefined && (
        <section aria-label={`Comments on ${target.name}`} className="grid grid-cols-1 gap-2">
          <div className="text-ink-2 flex flex-wrap items-center gap-2">
            <span>{plural(notes.length, 'comment')}</span>
            <span className="ml-auto">
              <DataAge {...age} />
            </span>
          </div>
          {notes.length === 0 ? (
            <EmptyState title={`No comments on ${target.name}`} icon={<MessageSquare />}>
              What people write here, with ecctl or through the API stands here: what was tried,
              what to mind, whom to call.
            </EmptyState>
          ) : (
            <NoteList notes={notes} target={target} place={place} drafts={drafts} />
          )}
        </section>
      )}
    </>
  )
}

interface PartProps {
  target: NoteTarget
  place: string
  drafts: DraftsById
  notes: readonly CommentWithMeta[]
}

/** More at once would be a long page that nobody reads to its end. */
const PAGE = 50

function NoteList({ notes, target, place, drafts }: PartProps) {
  const user = useUser()
  const [shown, setShown] = useState(PAGE)
  // what is being changed stays in sight
  const visible = notes.filter(({ comment }, index) => index < shown || comment.id in drafts)
  const rest = notes.length - visible.length
  return (
    <>
      <ul className="grid grid-cols-1 gap-2">
        {visible.map((note) => (
          <NoteCard
            key={note.comment.id}
            note={note}
            target={target}
            place={place}
            draft={drafts[note.comment.id]}
            user={user}
          />
        ))}
      </ul>
      {rest > 0 && (
        <Button className="justify-self-start" onClick={() => setShown(shown + PAGE)}>
          {`Show ${Math.min(rest, PAGE)} older of ${rest}`}
        </Button>
      )}
    </>
  )
}

const create = (target: NoteTarget) => (text: string) => ({
  operation: operations.createComment,
  input: { params: target.params, body: { message: text } },
})

function NewNote({ target, place, drafts, notes }: PartProps) {
  const user = useUser()
  const draft = drafts[NEW]
  const newer = draft && sayNewer(notes, draft.startedAt, user.user_name)
  return (
    <Card>
      <NoteForm
        label={`New comment on ${target.name}`}
        hint="Everybody who may see this resource can read it, here and with ecctl. No secrets."
        place={place}
        id={NEW}
        draft={draft}
        request={create(target)}
        button="Add comment"
        done="Comment added"
        disabledReason={mayRun(operations.createComment, user)}
      >
        {newer !== undefined && <Notice kind="info" isLive title={newer} />}
      </NoteForm>
    </Card>
  )
}

/** Texts of comments that were deleted while somebody changed them. */
function Lost({ target, place, drafts, notes }: PartProps) {
  const there = new Set([NEW, ...notes.map(({ comment }) => comment.id)])
  const user = useUser()
  return Object.entries(drafts)
    .filter(([id]) => !there.has(id))
    .map(([id, draft]) => (
      <Card key={id}>
        <NoteForm
          label="Your text"
          place={place}
          id={id}
          draft={draft}
          request={create(target)}
          button="Add as a new comment"
          done="Comment added"
          disabledReason={mayRun(operations.createComment, user)}
          cancel={{ label: 'Discard', onPress: () => putDraft(place, id, undefined) }}
        >
          <Notice kind="warn" isLive title="The comment that you were changing was deleted">
            Your text is still here. Add it as a new comment, or discard it.
          </Notice>
        </NoteForm>
      </Card>
    ))
}
