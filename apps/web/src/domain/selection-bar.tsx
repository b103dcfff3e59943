// Under a list while rows of it are chosen: how many, and what can be done with them.
import { Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { CheckCheck, Copy, Download, X } from 'lucide-react'
import { formatCount } from '../lib/bytes.ts'
import { plural } from '../lib/text.ts'
import { Button } from '../ui/button.tsx'
import { type Selection, useSelection } from '../ui/table-selection.ts'
import { toast } from '../ui/toast.tsx'
import { ExportLater } from './export-later.tsx'
import { readMatching } from './select-matching.ts'
import type { SelectionProps } from './list-tools-later.tsx'
import type { ReactNode } from 'react'

/** The chosen rows: the same array as long as they are the same, so that nothing is judged anew without need. */
function useRows<Row>(selection: Selection<Row>): readonly Row[] {
  const held = useRef<readonly Row[]>([])
  return useSyncExternalStore(selection.subscribe, () => {
    const rows = selection.rows()
    const before = held.current
    const isSame = rows.length === before.length && rows.every((row, at) => row === before[at])
    if (!isSame) held.current = rows
    return held.current
  })
}

async function copyLines(lines: readonly string[], what: string) {
  try {
    await navigator.clipboard.writeText(lines.join('\n'))
    toast(`Copied ${what}`)
  } catch {
    // plain http on another host has no clipboard
    toast('The browser refused to copy', 'info')
  }
}

export function SelectionBar<Row>({ selection, source, shown, renderVerbs }: SelectionProps<Row>) {
  const size = useSelection(selection, (of) => of?.size() ?? 0)
  const [isExporting, setExporting] = useState(false)
  const { noun, idOf } = source
  const rows = useRows(selection)
  const main = shown.find(({ isMain }) => isMain)
  const count = plural(size, noun)
  return (
    <>
      <section
        aria-label="Selection"
        className="bg-ink text-page mx-auto mt-2 flex max-w-full flex-wrap items-center gap-1 rounded-lg py-1.5 pr-1.5 pl-3.5 shadow-float"
      >
        <p role="status" className="mr-2 font-semibold max-md:flex-1">
          {count} selected
        </p>
        {/* on phones one row of buttons that scrolls, below the count */}
        <div className="flex flex-wrap items-center gap-1 max-md:order-last max-md:w-full max-md:flex-nowrap max-md:overflow-x-auto">
          {/* without their code the rest of the bar still works */}
          <Suspense>{renderVerbs?.(rows)}</Suspense>
          <SelectMatching selection={selection} source={source} />
          <BarButton
            onClick={() =>
              void copyLines(
                rows.map((row) => String(main?.value?.(row) ?? idOf(row))),
                `the names of ${count}`,
              )
            }
          >
            <Copy />
            Copy names
          </BarButton>
          <BarButton onClick={() => void copyLines(rows.map(idOf), `the ids of ${count}`)}>
            <Copy />
            Copy ids
          </BarButton>
          <BarButton onClick={() => setExporting(true)}>
            <Download />
            Export
          </BarButton>
        </div>
        <BarButton label="Clear the selection" onClick={() => selection.clear()}>
          <X />
        </BarButton>
      </section>
      {/* outside, because a dialog takes over the colour of what it stands in */}
      {isExporting && (
        <Suspense>
          <ExportLater
            // what was chosen is here, wherever the list is scrolled or filtered to
            source={{ ...source, from: { rows } }}
            columns={shown}
            onClose={() => setExporting(false)}
          />
        </Suspense>
      )}
    </>
  )
}

/**
 * Every loaded row is chosen, and more may match: reads the rest. Nothing in the list has to be scrolled for it, and the
 * count says what was really found.
 */
function SelectMatching<Row>({
  selection,
  source,
}: Pick<SelectionProps<Row>, 'selection' | 'source'>) {
  const isAll = useSelection(selection, () => selection.state() === 'all')
  const [read, setRead] = useState<number>()
  const abort = useRef<AbortController>(undefined)
  // talks to ECE: what nobody waits for any more is not read on
  useEffect(() => () => abort.current?.abort(), [])
  if (!('body' in source.from) || (!isAll && read === undefined)) return null

  async function select() {
    if (read !== undefined) return
    setRead(0)
    abort.current = new AbortController()
    try {
      const { rows, isCapped } = await readMatching(source, abort.current.signal, setRead)
      if (abort.current.signal.aborted) return
      selection.load(rows)
      if (selection.state() !== 'all') selection.pickAll()
      const found = plural(selection.size(), source.noun)
      toast(
        isCapped
          ? `Selected the first ${found}: there are more`
          : `Selected all ${found} that match`,
      )
    } catch (error) {
      if (abort.current.signal.aborted) return
      const why = error instanceof Error ? error.message : String(error)
      toast(`The rest could not be read; nothing more was selected. ${why}`, 'info')
    }
    setRead(undefined)
  }

  return (
    <BarButton onClick={() => void select()}>
      <CheckCheck />
      {read === undefined ? 'Select all that match' : `Reading, ${formatCount(read)} so far…`}
    </BarButton>
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
    className="text-page! hover:bg-page/15!"
    onClick={onClick}
  >
    {children}
  </Button>
)
