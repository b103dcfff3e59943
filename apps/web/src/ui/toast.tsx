// Short words at the edge of the screen for what succeeded. Failures are shown where they were asked for, not here.
import { lazy, Suspense, useSyncExternalStore } from 'react'

export interface ToastProps {
  toast: Toast
  onDismiss: (id: number) => void
}

/** While the card is loading, and when it cannot be: what is to be said may be just that. */
const PlainToast = ({ toast: { text } }: ToastProps) => (
  <p className="bg-ink text-page rounded-lg px-3.5 py-2">{text}</p>
)
// nothing has happened yet when the first page is painted
const ToastCard = lazy(async () => {
  try {
    return { default: (await import('./toast-card.tsx')).ToastCard }
  } catch {
    return { default: PlainToast }
  }
})

export interface Toast {
  readonly id: number
  readonly text: string
  readonly kind: 'ok' | 'info'
  readonly action: ToastAction | undefined
}

/** What can be done about it while it is shown: `Undo`. */
interface ToastAction {
  readonly label: string
  readonly onSelect: () => void
}

const MOST = 4

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()
const change = (next: readonly Toast[]) => {
  toasts = next
  for (const listener of listeners) listener()
}

/** Says that something happened: `toast('Restart of logging-prod requested')`. */
export function toast(text: string, kind: Toast['kind'] = 'ok', action?: ToastAction): void {
  lastId += 1
  change([...toasts, { id: lastId, text, kind, action }].slice(-MOST))
}

const dismiss = (id: number) => change(toasts.filter((each) => each.id !== id))
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Where toasts appear; once, in the shell. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts)
  return (
    <div
      role="status"
      aria-label="Notifications"
      className="pointer-events-none fixed inset-x-2 bottom-3 z-20 flex flex-col items-center gap-2"
    >
      {shown.map((each) => (
        <Suspense key={each.id} fallback={<PlainToast toast={each} onDismiss={dismiss} />}>
          <ToastCard toast={each} onDismiss={dismiss} />
        </Suspense>
      ))}
    </div>
  )
}
