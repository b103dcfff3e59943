// Saved views of one list: open, save what is shown, rename, delete, copy as a link.
import { useCallback, useId, useRef, useState } from 'react'
import { Bookmark, Pencil, Trash2 } from 'lucide-react'
import { Link, useLocation } from '@tanstack/react-router'
import { cx } from '../lib/cx.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { controlClass } from '../ui/field.tsx'
import { Popover } from '../ui/popover.tsx'
import { toast } from '../ui/toast.tsx'
import {
  deleteView,
  linkOf,
  MAX_NAME,
  queryOf,
  type SavedView,
  saveView,
  useSavedViews,
  viewSearch,
} from './saved-views.ts'

/** Why nothing was kept, and what helps. */
const NOT_KEPT =
  'This browser keeps nothing for the console: its storage is full or blocked. Copy the link instead.'

export function SavedViewsMenu({ list }: { list: string }) {
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const close = useCallback((isReturning: boolean) => {
    setOpen(false)
    if (isReturning) button.current?.focus({ preventScroll: true })
  }, [])
  return (
    <>
      <Button
        ref={button}
        isIcon
        aria-label="Saved views"
        title="Saved views"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        <Bookmark className="text-ink-2" />
      </Button>
      {isOpen && (
        <Popover
          anchor={button}
          align="end"
          id={id}
          role="group"
          aria-label="Saved views"
          className="w-80"
          onClose={close}
        >
          <Views list={list} onDone={() => close(true)} />
        </Popover>
      )}
    </>
  )
}

function Views({ list, onDone }: { list: string; onDone: () => void }) {
  const views = useSavedViews(list)
  const search = viewSearch(useLocation({ select: (location) => location.search }))
  const query = queryOf(search)
  const field = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState<string>()
  const tell = (isKept: boolean) => setProblem(isKept ? undefined : NOT_KEPT)

  const remove = (view: SavedView) => {
    tell(deleteView(view.id))
    // the button that was pressed is gone
    field.current?.focus({ preventScroll: true })
    toast(`Deleted the view ${view.name}`, 'info', {
      label: 'Undo',
      onSelect: () => void saveView(view),
    })
  }
  const save = (name: string) => {
    const before = views.find((view) => view.name === name)
    const isKept = saveView({ id: before?.id ?? crypto.randomUUID(), list, name, search })
    tell(isKept)
    if (!isKept) return
    onDone()
    if (before === undefined) toast(`Saved the view ${name}`)
    else {
      toast(`Replaced the view ${name}`, 'ok', {
        label: 'Undo',
        onSelect: () => void saveView(before),
      })
    }
  }
  return (
    <>
      {views.length === 0 ? (
        <p className="text-ink-2 px-2 py-1.5">
          No saved views yet. A view keeps search, filters, sorting and columns under a name, in
          this browser.
        </p>
      ) : (
        <ul className="max-h-72 overflow-y-auto">
          {views.map((view) => (
            <ViewRow
              key={view.id}
              view={view}
              isActive={queryOf(view.search) === query}
              onRename={(name) => tell(saveView({ ...view, name }))}
              onDelete={() => remove(view)}
              onOpen={onDone}
            />
          ))}
        </ul>
      )}
      <NameForm
        field={field}
        label="Save what is shown as"
        action="Save view"
        initial=""
        onSubmit={save}
      />
      {problem !== undefined && (
        <p role="alert" className="text-bad px-2 pb-1.5">
          {problem}
        </p>
      )}
      <div className="border-line border-t pt-1">
        <CopyButton text={linkOf(search)} what="the link to what is shown" isIcon={false}>
          Copy link to what is shown
        </CopyButton>
      </div>
    </>
  )
}

interface ViewRowProps {
  view: SavedView
  isActive: boolean
  onRename: (name: string) => void
  onDelete: () => void
  onOpen: () => void
}

function ViewRow({ view, isActive, onRename, onDelete, onOpen }: ViewRowProps) {
  const [isEditing, setEditing] = useState(false)
  if (isEditing) {
    return (
      <li>
        <NameForm
          label={`New name of ${view.name}`}
          action="Rename"
          initial={view.name}
          onSubmit={(name) => {
            setEditing(false)
            onRename(name)
          }}
        />
      </li>
    )
  }
  return (
    <li className="hover:bg-off-bg flex items-center rounded-md pr-1">
      <Link
        to="."
        // what a browser kept is checked by the page, value by value, as every address is
        search={view.search as never}
        aria-current={isActive ? 'page' : undefined}
        className={cx('min-w-0 flex-1 truncate px-2 py-1.5', isActive && 'font-semibold')}
        title={view.name}
        onClick={onOpen}
      >
        <bdi>{view.name}</bdi>
      </Link>
      <CopyButton text={linkOf(view.search)} what={`the link to ${view.name}`} />
      <Button
        variant="ghost"
        size="sm"
        isIcon
        aria-label={`Rename ${view.name}`}
        title="Rename"
        onClick={() => setEditing(true)}
      >
        <Pencil />
      </Button>
      <Button
        variant="ghost"
        size="sm"
        isIcon
        aria-label={`Delete ${view.name}`}
        title="Delete"
        onClick={onDelete}
      >
        <Trash2 />
      </Button>
    </li>
  )
}

interface NameFormProps {
  field?: React.RefObject<HTMLInputElement | null>
  label: string
  action: string
  initial: string
  onSubmit: (name: string) => void
}

/** Puts the cursor into a control when it appears. At module scope, so that it is called once per element. */
const focusOnce = (element: HTMLElement | null) => element?.focus({ preventScroll: true })

function NameForm({ field, label, action, initial, onSubmit }: NameFormProps) {
  const [name, setName] = useState(initial)
  const id = useId()
  const wanted = name.trim()
  return (
    <form
      className="flex flex-wrap gap-1.5 px-2 py-1.5"
      onSubmit={(event) => {
        event.preventDefault()
        if (wanted !== '') onSubmit(wanted)
      }}
    >
      <label htmlFor={id} className="text-ink-2 w-full text-sm">
        {label}
      </label>
      <input
        ref={field ?? focusOnce}
        id={id}
        value={name}
        maxLength={MAX_NAME}
        autoComplete="off"
        className={cx(controlClass, 'h-7! flex-1')}
        onChange={(event) => setName(event.target.value)}
      />
      <Button
        type="submit"
        size="sm"
        disabledReason={wanted === '' ? 'Type a name first' : undefined}
      >
        {action}
      </Button>
    </form>
  )
}
