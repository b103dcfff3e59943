// Columns, saved views, export and the bar of a selection are loaded when the first rows are painted; until then their places
// are kept.
import { lazy, Suspense } from 'react'
import { useIdle } from '../ui/use-idle.ts'
import { useSelection, type Selection } from '../ui/table-selection.ts'
import type { ReactNode } from 'react'
import type { Column } from '../ui/table-columns.ts'
import type { ListSource } from './export.ts'

export interface ListToolsProps<Row> {
  source: ListSource<Row>
  /** Every column that there is, and those to show. */
  all: readonly Column<Row>[]
  shown: readonly Column<Row>[]
  isChosen: boolean
  choose: (names: string | undefined) => void
}

const Nothing = () => null
/** Without this code the list can still be read: a page does not fail for it. */
const lazyOrNothing = (load: () => Promise<unknown>) =>
  lazy(async () => ({
    // each caller says which component it loads
    default: (await load().catch(() => Nothing)) as () => ReactNode,
  })) as unknown

// lazy forgets that the components are generic
const ListTools = lazyOrNothing(async () => (await import('./list-tools.tsx')).ListTools) as <Row>(
  props: ListToolsProps<Row>,
) => ReactNode
// same reason as above
const SelectionBar = lazyOrNothing(
  async () => (await import('./selection-bar.tsx')).SelectionBar,
) as <Row>(props: SelectionProps<Row>) => ReactNode
// same reason as above
const SavedViewTabs = lazyOrNothing(
  async () => (await import('./saved-view-tabs.tsx')).SavedViewTabs,
) as (props: { list: string }) => ReactNode

export interface SelectionProps<Row> {
  selection: Selection<Row>
  source: ListSource<Row>
  shown: readonly Column<Row>[]
  /** The bulk verbs: buttons that say to how many of the rows each applies. */
  renderVerbs?: (rows: readonly Row[]) => ReactNode
}

/** Three buttons and the gaps between them. */
const placeClass = 'flex h-8 w-28 shrink-0 gap-2 justify-end'

/** `isReady`: the rows are there, or will not come. */
export function ListToolsLater<Row>({
  isReady,
  ...props
}: ListToolsProps<Row> & { isReady: boolean }) {
  const isIdle = useIdle(isReady)
  return (
    <div className={placeClass}>
      {isIdle && (
        <Suspense>
          <ListTools {...props} />
        </Suspense>
      )}
    </div>
  )
}

/** The saved views beside the built-in ones. */
export function SavedViewTabsLater({ list, isReady }: { list: string; isReady: boolean }) {
  const isIdle = useIdle(isReady)
  return (
    isIdle && (
      <Suspense>
        <SavedViewTabs list={list} />
      </Suspense>
    )
  )
}

/** Under the list while rows are chosen. */
export function SelectionBarLater<Row>(props: SelectionProps<Row>) {
  const isEmpty = useSelection(props.selection, (of) => of?.size() === 0)
  return (
    !isEmpty && (
      <Suspense>
        <SelectionBar {...props} />
      </Suspense>
    )
  )
}
