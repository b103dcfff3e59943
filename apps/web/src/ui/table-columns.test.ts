import { describe, expect, it } from 'vitest'
import { chooseColumns, layOut, type Column } from './table-columns.ts'

const value = () => ''
const ALL: readonly Column<unknown>[] = [
  { id: 'name', header: 'Name', width: 170, grow: 3, isMain: true, isSticky: true, value },
  { id: 'health', header: 'Health', width: 148, value },
  { id: 'version', header: 'Version', width: 80, isSecondLine: true, value },
  { id: 'template', header: 'Template', width: 110, hideBelow: 1300, value },
  { id: 'id', header: 'Id', width: 240, isExtra: true, value },
  { id: 'actions', header: '', width: 44, cell: () => '' },
]
const idsOf = (columns: readonly Column<never>[]) => columns.map(({ id }) => id)
const choose = (text?: string) => chooseColumns(ALL, text)

describe('the columns of a list', () => {
  it('come as they are made while nobody chose, without the extra ones', () => {
    expect(idsOf(choose().columns)).toEqual(['name', 'health', 'version', 'template', 'actions'])
  })

  it('are those that the address names; the name and the menu cannot go', () => {
    const { columns, isChosen } = choose('id,health')
    expect(idsOf(columns)).toEqual(['name', 'health', 'id', 'actions'])
    expect(isChosen).toBe(true)
    expect(idsOf(choose('name').columns)).toEqual(['name', 'actions'])
  })

  it('that are gone are named, and the others open', () => {
    const { columns, unknown } = choose('owner,health,<script>')
    expect(idsOf(columns)).toEqual(['name', 'health', 'actions'])
    expect(unknown).toEqual(['owner', '<script>'])
    expect(idsOf(choose('owner,,').columns)).toEqual(idsOf(choose().columns))
  })

  it('leave a narrow table unless they were chosen', () => {
    expect(idsOf(layOut(choose(), 1000, true).columns)).not.toContain('template')
    expect(idsOf(layOut(choose('template'), 1000, true).columns)).toContain('template')
  })

  it('stand in two lines on a phone, and nothing scrolls sideways there', () => {
    const layout = layOut(choose(), 358, true)
    expect(idsOf(layout.columns)).toEqual(['name', 'health', 'actions'])
    expect(idsOf(layout.secondLine)).toEqual(['version'])
    expect(layout.leastWidth).toBeLessThanOrEqual(358)
    expect(layOut(choose('version'), 358, true).isNarrow).toBe(false)
  })
})
