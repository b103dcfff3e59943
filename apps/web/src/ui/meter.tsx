import { cx } from '../lib/cx.ts'

interface MeterProps {
  label: string
  /** 0 to 100; `undefined` when ECE did not say. */
  percent: number | undefined
  /** Replaces the percentage at the right end: `44% of 1 TB`. */
  text?: string
  /** From here it is amber; the words for it belong to the page. */
  warnFrom?: number
  badFrom?: number
}

/** A share as bar and text: memory pressure, disk use, allocator capacity. */
export function Meter({ label, percent, text, warnFrom = 75, badFrom = 90 }: MeterProps) {
  const share = percent === undefined ? 0 : Math.min(100, Math.max(0, percent))
  const colour = share >= badFrom ? 'bg-bad' : share >= warnFrom ? 'bg-warn' : 'bg-accent'
  const value = text ?? (percent === undefined ? 'not known' : `${Math.round(percent)}%`)
  return (
    <div className="text-ink-2 grid grid-cols-[2.25rem_minmax(2rem,1fr)_auto] items-center gap-2 text-sm">
      <span>{label}</span>
      <span
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share}
        aria-valuetext={value}
        className="bg-line block h-1.5 overflow-hidden rounded-full"
      >
        <span className={cx('block h-full', colour)} style={{ width: `${share}%` }} />
      </span>
      <span className="min-w-20 text-right whitespace-nowrap">{value}</span>
    </div>
  )
}
