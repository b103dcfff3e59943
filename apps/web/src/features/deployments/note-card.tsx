// One comment: who, when, what; and for its author a way to change or delete it.
import { useRef, useState } from 'react'
import { Copy, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { type CommentWithMeta, operations } from '@ece/api-types'
import type { SignedInUser } from '@ece/api-types/bff'
import { End } from '../../actions/confirm-parts.tsx'
import { mayRun } from '../../domain/permissions.ts'
import { formatCount } from '../../lib/bytes.ts'
import { now } from '../../lib/clock.ts'
import { clip } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { MenuButton } from '../../ui/menu.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toast.tsx'
import { type Draft, putDraft } from './note-drafts.ts'
import { NoteForm } from './note-form.tsx'
import { authorOf, isEdited, type NoteTarget } from './notes.ts'
import { useNoteChange } from './use-note-change.ts'

interface NoteCardProps {
  note: CommentWithMeta
  target: NoteTarget
  place: string
  draft: Draft | undefined
  user: SignedInUser
}

export function NoteCard(props: NoteCardProps) {
  const { note, place, draft, user } = props
  const { id, message } = note.comment
  const { version, created_time, modified_time } = note.metadata
  const [isDeleting, setDeleting] = useState(false)
  const card = useRef<HTMLLIElement>(null)
  const author = authorOf(note)
  // the form that had the focus goes away
  const comeBack = () => card.current?.focus({ preventScroll: true })
  const foreign =
    note.comment.user_id === user.user_name ? undefined : `Only ${author} can change it.`
  const edit = () =>
    putDraft(place, id, {
      text: message,
      startedAt: now(),
      key: crypto.randomUUID(),
      base: { version, message },
    })
  return (
    <li
      ref={card}
      tabIndex={-1}
      aria-label={`Comment by ${author}`}
      className="border-line bg-surface rounded-lg border px-3.5 py-2.5"
    >
      <div className="flex flex-wrap items-center gap-x-2">
        <bdi className="font-semibold wrap-anywhere">{author}</bdi>
        <Time value={created_time} className="text-ink-2" />
        {isEdited(note) && (
          <span className="text-ink-2">
            · edited <Time value={modified_time} />
          </span>
        )}
        <span className="ml-auto">
          <MenuButton
            isIcon
            variant="ghost"
            align="end"
            label={`Menu of the comment by ${author}`}
            groups={[
              {
                items: [
                  {
                    id: 'edit',
                    label: 'Edit',
                    icon: <Pencil />,
                    disabledReason: mayRun(operations.updateComment, user) ?? foreign,
                    onSelect: edit,
                  },
                  {
                    id: 'delete',
                    label: 'Delete…',
                    icon: <Trash2 />,
                    isDanger: true,
                    disabledReason: mayRun(operations.deleteComment, user) ?? foreign,
                    onSelect: () => setDeleting(true),
                  },
                  {
                    id: 'copy',
                    label: 'Copy text',
                    icon: <Copy />,
                    onSelect: () => void copy(message),
                  },
                ],
              },
            ]}
          >
            <Ellipsis />
          </MenuButton>
        </span>
      </div>
      {draft === undefined ? <Message text={message} /> : <Edit {...props} onEnd={comeBack} />}
      {isDeleting && (
        <Deletion
          {...props}
          onEnd={() => {
            setDeleting(false)
            comeBack()
          }}
        />
      )}
    </li>
  )
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast('Comment copied')
  } catch {
    toast('The browser refused to copy', 'info')
  }
}

/** Longer ones are folded, so that one pasted log does not hide all the others. */
const FOLDED = 1200

export function Message({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(false)
  const isLong = text.length > FOLDED
  return (
    <>
      <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
        {isWhole ? text : clip(text, FOLDED)}
      </p>
      {isLong && (
        <Button
          size="sm"
          variant="ghost"
          onClick={() => setWhole(!isWhole)}
          aria-expanded={isWhole}
        >
          {isWhole ? 'Show less' : `Show all ${formatCount(text.length)} characters`}
        </Button>
      )}
    </>
  )
}

type PartProps = NoteCardProps & { onEnd: () => void }

/** The comment as a field. Somebody else's newer text stands beside it: nothing is written over unseen. */
function Edit({ note, target, place, draft, onEnd }: PartProps) {
  const { id, message } = note.comment
  const { version } = note.metadata
  const base = draft?.base
  const hasMoved = base !== undefined && base.version !== version && message !== draft?.text
  const leave = () => {
    putDraft(place, id, undefined)
    onEnd()
  }
  return (
    <NoteForm
      label="Your text"
      place={place}
      id={id}
      draft={draft}
      isFocused
      request={(text) => ({
        operation: operations.updateComment,
        input: {
          params: { ...target.params, comment_id: id },
          query: { version: base?.version },
          body: { message: text },
        },
      })}
      button="Save"
      done="Comment saved"
      disabledReason={
        hasMoved
          ? 'It changed while you were editing. Choose which text stays.'
          : draft?.text === message
            ? 'It says this already.'
            : undefined
      }
      explained={hasMoved ? 'comments.version_conflict' : undefined}
      {...(hasMoved ? {} : { cancel: { label: 'Cancel', onPress: leave } })}
    >
      {hasMoved && draft !== undefined && (
        <Notice kind="warn" isLive title="It changed while you were editing">
          <p>Nothing that you typed is lost. This is what it says now; choose which text stays:</p>
          <blockquote className="border-warn/50 my-1.5 border-l-2 pl-2.5">
            <Message text={message} />
          </blockquote>
          <div className="flex flex-wrap gap-2">
            <Button
              size="sm"
              onClick={() =>
                putDraft(place, id, {
                  ...draft,
                  key: crypto.randomUUID(),
                  base: { version, message },
                })
              }
            >
              Keep mine
            </Button>
            <Button size="sm" onClick={leave}>
              Take the newer text
            </Button>
          </div>
        </Notice>
      )}
    </NoteForm>
  )
}

/** Asked once, in place. */
function Deletion({ note, target, place, onEnd }: PartProps) {
  const change = useNoteChange()
  const [key, setKey] = useState(() => crypto.randomUUID())
  const { id } = note.comment
  const request = {
    operation: operations.deleteComment,
    input: {
      params: { ...target.params, comment_id: id },
      query: { version: note.metadata.version },
    },
    key,
    done: 'Comment deleted',
    onDone: () => putDraft(place, id, undefined),
    onSpent: () => setKey(crypto.randomUUID()),
  }
  return (
    <div role="group" aria-label="Delete this comment?" className="mt-2 grid gap-2">
      {change.result !== undefined && (
        <End
          result={change.result}
          activity={undefined}
          onAskAgain={
            <Button size="sm" onClick={() => change.askAgain(request)}>
              Ask again
            </Button>
          }
        />
      )}
      <p>Delete this comment? Nothing brings it back.</p>
      <div className="flex flex-wrap gap-2">
        <Button variant="danger" aria-busy={change.isSending} onClick={() => change.send(request)}>
          {change.isSending ? 'Sending…' : 'Delete comment'}
        </Button>
        <Button ref={focusIt} onClick={onEnd}>
          Keep it
        </Button>
      </div>
    </div>
  )
}

/** The question appears where nothing had the focus. */
const focusIt = (button: HTMLButtonElement | null) => button?.focus()
