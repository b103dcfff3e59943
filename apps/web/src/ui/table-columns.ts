// The columns of a list: which there are, which are shown, how wide.
import type { LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/** What stands in one cell as text or number; absent is a dash on screen and an empty cell in a file. */
export type CellValue = string | number | undefined

/** One column; a constant of the module that owns the list. */
export interface Column<Row> {
  readonly id: string
  readonly header: string
  /** Read out instead of an empty header, and its name in the column chooser. */
  readonly headerLabel?: string
  readonly align?: 'end'
  /** Pixels; with `grow` the least. */
  readonly width: number
  /** Share of the room that is left over. */
  readonly grow?: number
  /** Left out while the table is narrower than this, in pixels, unless the operator chose the columns. */
  readonly hideBelow?: number
  /** On narrow tables it stands in the second line of each row. */
  readonly isSecondLine?: boolean
  /** Stays in view while the rest scrolls sideways. One column, the first. */
  readonly isSticky?: boolean
  /** Carries the row's link: one column, the name. It cannot be left out. */
  readonly isMain?: boolean
  /** Shown only when the operator chooses it. */
  readonly isExtra?: boolean
  /** Key to sort by, where ECE can sort; absent shows no arrow. */
  readonly sort?: string
  /** For files, and for the screen where there is no `cell`; times as ISO 8601. Without it no file has the column. */
  readonly value?: (row: Row) => CellValue
  readonly cell?: (row: Row) => ReactNode
}

export interface Sort {
  readonly id: string
  readonly isDescending: boolean
}

export type RowLink<Row> = (row: Row) => LinkProps

/** Columns without a value are controls: always there, and nothing to choose. */
export const isOptional = (column: Column<never>): boolean =>
  column.isMain !== true && column.value !== undefined

export interface ChosenColumns<Row> {
  readonly columns: readonly Column<Row>[]
  /** The operator chose them: they all stay, and a narrow table scrolls sideways. */
  readonly isChosen: boolean
  /** Names that are no columns, or no longer. */
  readonly unknown: readonly string[]
}

/** Reads `health,version`, in any order; absent, or without any known name, is the list as it comes. */
export function chooseColumns<Row>(
  all: readonly Column<Row>[],
  text: string | undefined,
): ChosenColumns<Row> {
  const names = new Set(text === undefined ? [] : text.split(',').filter((name) => name !== ''))
  const unknown = [...names].filter((name) => !all.some(({ id }) => id === name))
  const isChosen = names.size > unknown.length
  const columns = all.filter((column) =>
    isChosen && isOptional(column) ? names.has(column.id) : column.isExtra !== true,
  )
  return { columns, isChosen, unknown }
}

/** Below this a row is two lines high: name and health, and under them what else matters most. */
const TWO_LINES_BELOW = 560
/** On two lines no column but the name may take more than this. */
const NARROW_WIDTH = 132
/** The column of the checkboxes, and where the sticky one beside it begins. */
export const PICK_WIDTH = 34

/** How the columns are laid out in a table of some width. */
export interface Layout<Row> {
  readonly columns: readonly Column<Row>[]
  /** In the second line of each row; none on wide tables. */
  readonly secondLine: readonly Column<Row>[]
  readonly isNarrow: boolean
  /** `grid-template-columns` of every row. */
  readonly template: string
  /** The width below which the table scrolls sideways. */
  readonly leastWidth: number
}

/** `width` in pixels, 0 while it is not known. */
export function layOut<Row>(
  { columns, isChosen }: Pick<ChosenColumns<Row>, 'columns' | 'isChosen'>,
  width: number,
  hasPicks: boolean,
): Layout<Row> {
  const isSmall = width > 0 && width < TWO_LINES_BELOW && !isChosen
  const secondLine = isSmall ? columns.filter((column) => column.isSecondLine) : []
  const isNarrow = secondLine.length > 0
  const shown = columns.filter(
    ({ hideBelow, isSecondLine }) =>
      !(isNarrow && isSecondLine) &&
      (isChosen || hideBelow === undefined || width === 0 || width >= hideBelow),
  )
  const widths = shown.map((column) => ({
    ...column,
    width: isNarrow ? Math.min(column.width, NARROW_WIDTH) : column.width,
  }))
  return {
    columns: shown,
    secondLine,
    isNarrow,
    template: [
      ...(hasPicks ? [`${PICK_WIDTH}px`] : []),
      ...widths.map((column) =>
        column.grow === undefined
          ? `${column.width}px`
          : `minmax(${column.width}px, ${column.grow}fr)`,
      ),
    ].join(' '),
    leastWidth: widths.reduce((sum, column) => sum + column.width, hasPicks ? PICK_WIDTH : 0),
  }
}
