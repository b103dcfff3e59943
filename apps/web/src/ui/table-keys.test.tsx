import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router'
import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useEffect, useState } from 'react'
import { expect, it } from 'vitest'
import { createSelection } from './table-selection.ts'
import { Table } from './table.tsx'
import type { Column } from './table.tsx'

interface Row {
  id: string
  name: string
}
/** How often each row was drawn. */
let drawn: Record<string, number>
const COLUMNS: readonly Column<Row>[] = [
  { id: 'name', header: 'Name', width: 200, isMain: true, value: ({ name }) => name },
  {
    id: 'state',
    header: 'State',
    width: 80,
    value: ({ id }) => id,
    cell: ({ id }) => {
      drawn[id] = (drawn[id] ?? 0) + 1
      return id
    },
  },
]
const many = (count: number): Row[] =>
  Array.from({ length: count }, (_, i) => ({ id: String(i), name: `deployment-${i}` }))
const idOf = ({ id }: Row) => id
// the routes of this test are not those of the console
const linkTo = ({ id }: Row) => ({ to: `/${id}` as '/' })

async function show(first: readonly Row[]) {
  drawn = {}
  const selection = createSelection(idOf)
  const page: { answer?: (rows: readonly Row[]) => void } = {}
  const Page = () => {
    const [rows, set] = useState(first)
    useEffect(() => {
      page.answer = set
    }, [])
    return (
      <>
        <input aria-label="Search" />
        <Table
          label="Deployments"
          columns={COLUMNS}
          rows={rows}
          rowKey={idOf}
          rowLink={linkTo}
          selection={selection}
        />
      </>
    )
  }
  const routeTree = createRootRoute({ component: Page })
  const history = createMemoryHistory({ initialEntries: ['/'] })
  // same reason as above
  const router = createRouter({ routeTree, history }) as never
  render(<RouterProvider router={router} />)
  await screen.findByRole('table')
  const chosen = () => selection.rows().map(idOf).toSorted().join(' ')
  return {
    user: userEvent.setup(),
    chosen,
    answer: (rows: Row[]) => act(() => page.answer?.(rows)),
  }
}
const focused = () => document.activeElement?.textContent

it('Home, End and the page keys jump from row to row', async () => {
  const { user } = await show(many(300))
  await user.keyboard('j{End}')
  expect(focused()).toBe('deployment-299')
  await user.keyboard('{PageUp}')
  expect(focused()).toBe('deployment-298')
  await user.keyboard('{Home}')
  expect(focused()).toBe('deployment-0')
})

it('x chooses the row with the focus, Shift and an arrow a range, Escape nothing', async () => {
  const { user, chosen } = await show(many(5))
  await user.keyboard('jjx')
  expect(chosen()).toBe('1')
  expect(screen.getByRole('checkbox', { name: 'Select deployment-1' })).toHaveProperty(
    'checked',
    true,
  )
  await user.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
  expect(chosen()).toBe('1 2 3')
  await user.keyboard('{Shift>}{ArrowUp}{/Shift}')
  expect(chosen()).toBe('1 2')
  await user.keyboard('{Escape}')
  expect(chosen()).toBe('')
})

it('keys that are typed into a field choose nothing', async () => {
  const { user, chosen } = await show(many(3))
  await user.keyboard('jx')
  await user.type(screen.getByRole('textbox'), 'xj{Escape}')
  expect(chosen()).toBe('0')
})

it('a press with Shift chooses all rows since the last one, and the box in the head all of them', async () => {
  const { user, chosen } = await show(many(6))
  const box = (index: number) =>
    screen.getByRole('checkbox', { name: `Select deployment-${index}` })
  await user.click(box(1))
  await user.keyboard('{Shift>}')
  await user.click(box(3))
  await user.keyboard('{/Shift}')
  expect(chosen()).toBe('1 2 3')
  const all = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Select all loaded rows' })
  expect(all.indeterminate).toBe(true)
  await user.click(all)
  expect(chosen()).toBe('0 1 2 3 4 5')
  await user.click(all)
  expect(chosen()).toBe('')
})

it('the focus stays on its row when a poll answers another order, and is never taken from a field', async () => {
  const { user, answer } = await show(many(30))
  await user.keyboard('jjj')
  answer(many(30).toReversed())
  expect(focused()).toBe('deployment-2')
  await user.keyboard('j')
  expect(focused()).toBe('deployment-1')

  const field = screen.getByRole('textbox')
  await user.click(field)
  answer(many(30))
  expect(document.activeElement).toBe(field)
})

it('when the row with the focus is deleted, j goes on with the one in its place', async () => {
  const { user, answer } = await show(many(5))
  await user.keyboard('jjj')
  answer(many(5).filter(({ id }) => id !== '2'))
  await user.keyboard('j')
  expect(focused()).toBe('deployment-3')
})

it('choosing a row draws that row and no other', async () => {
  const { user } = await show(many(20))
  await user.keyboard('jj')
  const before = { ...drawn }
  await user.keyboard('x')
  const again = Object.keys(drawn).filter((id) => drawn[id] !== before[id])
  expect(again).toEqual(['1'])
})

it('walking from row to row draws none of them again', async () => {
  const { user } = await show(many(20))
  await user.keyboard('j')
  const before = { ...drawn }
  await user.keyboard('jjj')
  expect(drawn).toEqual(before)
})
