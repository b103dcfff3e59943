import type { LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/** One column; a constant of the module that owns the list. */
export interface Column<Row> {
  readonly id: string
  readonly header: string
  /** Read out instead of an empty header (actions, selection). */
  readonly headerLabel?: string
  readonly align?: 'end'
  /** Pixels; with `grow` the least. */
  readonly width: number
  /** Share of the room that is left over. */
  readonly grow?: number
  /** Left out while the table is narrower than this, in pixels. */
  readonly hideBelow?: number
  /** Stays in view while the rest scrolls sideways. One column, the first. */
  readonly isSticky?: boolean
  /** Carries the row's link: one column, the name. */
  readonly isMain?: boolean
  /** Key to sort by, where ECE can sort; absent shows no arrow. */
  readonly sort?: string
  readonly cell: (row: Row) => ReactNode
}

export interface Sort {
  readonly id: string
  readonly isDescending: boolean
}

export type RowLink<Row> = (row: Row) => LinkProps

/** Columns that fit a table of this width, in pixels. */
export const visibleColumns = <Row>(
  columns: readonly Column<Row>[],
  width: number,
): readonly Column<Row>[] =>
  columns.filter(({ hideBelow }) => hideBelow === undefined || width === 0 || width >= hideBelow)

/** `grid-template-columns` of every row. */
export const gridTemplate = (columns: readonly Column<never>[]): string =>
  columns
    .map(({ width, grow }) => (grow === undefined ? `${width}px` : `minmax(${width}px, ${grow}fr)`))
    .join(' ')

/** The width below which the table scrolls sideways. */
export const leastWidth = (columns: readonly Column<never>[]): number =>
  columns.reduce((sum, { width }) => sum + width, 0)
