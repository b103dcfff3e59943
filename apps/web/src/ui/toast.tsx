// Short words at the edge of the screen for what succeeded. Failures are shown where they were asked for, not here.
import { useEffect, useSyncExternalStore } from 'react'
import { CircleCheck, Info, X } from 'lucide-react'
import { Button } from './button.tsx'

interface Toast {
  readonly id: number
  readonly text: string
  readonly kind: 'ok' | 'info'
}

/** Long enough to read twice. */
const SHOWN_MS = 8000
const MOST = 4

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()
const change = (next: readonly Toast[]) => {
  toasts = next
  for (const listener of listeners) listener()
}

/** Says that something happened: `toast('Restart of logging-prod requested')`. */
export function toast(text: string, kind: Toast['kind'] = 'ok'): void {
  lastId += 1
  change([...toasts, { id: lastId, text, kind }].slice(-MOST))
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
        <ToastCard key={each.id} toast={each} />
      ))}
    </div>
  )
}

function ToastCard({ toast: { id, text, kind } }: { toast: Toast }) {
  // talks to the clock
  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [id])
  return (
    <div className="bg-ink text-page pointer-events-auto flex max-w-lg items-start gap-2.5 rounded-lg py-2 pr-2 pl-3.5 shadow-float">
      {kind === 'ok' ? <CircleCheck className="mt-1" /> : <Info className="mt-1" />}
      <p className="min-w-0 py-0.5 wrap-anywhere">{text}</p>
      <Button
        variant="ghost"
        size="sm"
        isIcon
        aria-label="Dismiss"
        className="text-page! hover:bg-page/15!"
        onClick={() => dismiss(id)}
      >
        <X />
      </Button>
    </div>
  )
}
