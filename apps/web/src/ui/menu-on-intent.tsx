// The button of a menu whose items need much code, or much work per row: neither is loaded or done before somebody points at
// it. Looks and sounds like the MenuButton that takes its place.
import { Suspense, useState } from 'react'
import { Ellipsis } from 'lucide-react'
import { Button } from './button.tsx'
import type { ReactNode } from 'react'

interface MenuOnIntentProps {
  /** Names the menu: `Actions of catalog-prod`. */
  label: string
  /** Starts to load the code; called again and again. */
  preload: () => unknown
  /** The menu, from a lazy component, with `isInitiallyOpen`. */
  children: ReactNode
}

export function MenuOnIntent({ label, preload, children }: MenuOnIntentProps) {
  const [isWanted, setWanted] = useState(false)
  const button = (
    <Button
      isIcon
      size="sm"
      variant="ghost"
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded={false}
      aria-busy={isWanted || undefined}
      onPointerEnter={preload}
      onFocus={preload}
      onClick={() => setWanted(true)}
    >
      <Ellipsis />
    </Button>
  )
  return isWanted ? <Suspense fallback={button}>{children}</Suspense> : button
}
