// The look of a filter: dashed while it filters nothing, filled while it does. Apart from filter-select.tsx, so that its place
// can be kept until that is loaded.
import { ChevronDown } from 'lucide-react'
import { cx } from '../lib/cx.ts'

export const filterChipClass = (isOn: boolean): string =>
  cx(
    'inline-flex h-7 max-w-64 shrink-0 items-center gap-1.5 rounded-full border px-2.5',
    isOn
      ? 'border-accent bg-accent-bg text-accent font-medium'
      : 'border-control text-ink-2 hover:text-ink border-dashed',
  )

/** `words`: what is chosen. */
export const FilterChip = ({ label, words }: { label: string; words: readonly string[] }) => (
  <>
    <span className="truncate">
      {label}
      {words.length > 0 && `: ${words.length > 2 ? `${words.length} chosen` : words.join(', ')}`}
    </span>
    <ChevronDown className="size-3.5" />
  </>
)
