// Under a list while rows of it are chosen: how many, and what can be done with them.
import { Suspense, useState } from 'react'
import { Copy, Download, X } from 'lucide-react'
import { cx } from '../lib/cx.ts'
import { plural } from '../lib/text.ts'
import { Button } from '../ui/button.tsx'
import { useSelection } from '../ui/table-selection.ts'
import { toast } from '../ui/toast.tsx'
import { ExportLater } from './export-later.tsx'
import type { SelectionProps } from './list-tools-later.tsx'
import type { ReactNode } from 'react'

async function copyLines(lines: readonly string[], what: string) {
  try {
    await navigator.clipboard.writeText(lines.join('\n'))
    toast(`Copied ${what}`)
  } catch {
    // plain http on another host has no clipboard
    toast('The browser refused to copy', 'info')
  }
}

export function SelectionBar<Row>({ selection, source, shown, verbs }: SelectionProps<Row>) {
  const size = useSelection(selection, (of) => of?.size() ?? 0)
  const [isExporting, setExporting] = useState(false)
  const { noun, idOf } = source
  const main = shown.find(({ isMain }) => isMain)
  const count = plural(size, noun)
  return (
    <>
      <section
        aria-label="Selection"
        className="bg-ink text-page mx-auto mt-2 flex max-w-full flex-wrap items-center gap-1 rounded-lg py-1.5 pr-1.5 pl-3.5 shadow-float"
      >
        <p role="status" className="mr-2 font-semibold max-md:-order-2 max-md:flex-1">
          {count} selected
        </p>
        {verbs?.(selection.rows())}
        <BarButton
          onClick={() =>
            void copyLines(
              selection.rows().map((row) => String(main?.value?.(row) ?? idOf(row))),
              `the names of ${count}`,
            )
          }
        >
          <Copy />
          Copy names
        </BarButton>
        <BarButton
          onClick={() => void copyLines(selection.rows().map(idOf), `the ids of ${count}`)}
        >
          <Copy />
          Copy ids
        </BarButton>
        <BarButton onClick={() => setExporting(true)}>
          <Download />
          Export
        </BarButton>
        <BarButton label="Clear the selection" onClick={() => selection.clear()}>
          <X />
        </BarButton>
      </section>
      {/* outside, because a dialog takes over the colour of what it stands in */}
      {isExporting && (
        <Suspense>
          <ExportLater
            // what was chosen is here, wherever the list is scrolled or filtered to
            source={{ ...source, from: { rows: selection.rows() } }}
            columns={shown}
            onClose={() => setExporting(false)}
          />
        </Suspense>
      )}
    </>
  )
}

const BarButton = ({
  label,
  onClick,
  children,
}: {
  label?: string
  onClick: () => void
  children: ReactNode
}) => (
  <Button
    variant="ghost"
    size="sm"
    isIcon={label !== undefined}
    aria-label={label}
    title={label}
    className={cx(
      'text-page! hover:bg-page/15!',
      // on phones it stands beside the count, and the rest below
      label !== undefined && 'max-md:-order-1',
    )}
    onClick={onClick}
  >
    {children}
  </Button>
)
