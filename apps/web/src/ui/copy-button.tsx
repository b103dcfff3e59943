import { useEffect, useState } from 'react'
import { Check, Copy } from 'lucide-react'
import { Button } from './button.tsx'
import type { ButtonProps } from './button.tsx'

/** How long the tick stands before the button can be read again. */
const SHOWN_MS = 1500

interface CopyButtonProps extends Omit<ButtonProps, 'onClick'> {
  /** As a function: made when it is asked for. */
  text: string | (() => string)
  /** What is copied: `deployment id`. With `children` it is only the description. */
  what: string
}

/** Copies and says that it did; when the browser refuses, it says that. */
export function CopyButton({ text, what, children, ...rest }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'done' | 'refused'>()

  // talks to the clock: the tick goes away by itself
  useEffect(() => {
    if (outcome === undefined) return
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [outcome])

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text())
      setOutcome('done')
    } catch {
      // plain http on another host has no clipboard
      setOutcome('refused')
    }
  }
  const words = { done: 'Copied', refused: 'The browser refused to copy' }
  return (
    <Button
      variant="ghost"
      size="sm"
      isIcon={children === undefined}
      aria-label={`Copy ${what}`}
      title={outcome === undefined ? `Copy ${what}` : words[outcome]}
      {...rest}
      onClick={() => void copy()}
    >
      {outcome === 'done' ? <Check className="text-ok" /> : <Copy />}
      {children}
      <output className="sr-only">{outcome === undefined ? '' : words[outcome]}</output>
    </Button>
  )
}
