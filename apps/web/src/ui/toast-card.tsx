import { useEffect } from 'react'
import { CircleCheck, Info, X } from 'lucide-react'
import { Button } from './button.tsx'
import type { ToastProps } from './toast.tsx'

/** Long enough to read twice. */
const SHOWN_MS = 8000

/** Loaded with the first toast; see toast.tsx. */
export function ToastCard({ toast: { id, text, kind, action }, onDismiss }: ToastProps) {
  // talks to the clock
  useEffect(() => {
    const timer = setTimeout(() => onDismiss(id), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [id, onDismiss])
  return (
    <div className="bg-ink text-page pointer-events-auto flex max-w-lg items-start gap-2.5 rounded-lg py-2 pr-2 pl-3.5 shadow-float">
      {kind === 'ok' ? <CircleCheck className="mt-1" /> : <Info className="mt-1" />}
      <p className="min-w-0 py-0.5 wrap-anywhere">{text}</p>
      {action !== undefined && (
        <Button
          variant="ghost"
          size="sm"
          className="text-page! hover:bg-page/15!"
          onClick={() => {
            action.onSelect()
            onDismiss(id)
          }}
        >
          {action.label}
        </Button>
      )}
      <Button
        variant="ghost"
        size="sm"
        isIcon
        aria-label="Dismiss"
        className="text-page! hover:bg-page/15!"
        onClick={() => onDismiss(id)}
      >
        <X />
      </Button>
    </div>
  )
}
