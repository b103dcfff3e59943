import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router'
import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { Table } from './table.tsx'
import type { ComponentProps } from 'react'
import type { Column } from './table.tsx'

interface Row {
  id: string
  name: string
}
const COLUMNS: readonly Column<Row>[] = [
  { id: 'name', header: 'Name', width: 200, isMain: true, sort: 'name', cell: ({ name }) => name },
  { id: 'id', header: 'Id', width: 80, cell: ({ id }) => id },
  {
    id: 'act',
    header: '',
    headerLabel: 'Actions',
    width: 40,
    cell: ({ name }) => <button type="button">Copy {name}</button>,
  },
]
const many = (count: number): Row[] =>
  Array.from({ length: count }, (_, i) => ({ id: String(i), name: `deployment-${i}` }))

async function show(props: Partial<ComponentProps<typeof Table<Row>>> = {}) {
  const rootRoute = createRootRoute({
    component: () => (
      <Table<Row>
        label="Deployments"
        columns={COLUMNS}
        rows={many(3)}
        rowKey={({ id }) => id}
        // the routes of this test are not those of the console
        rowLink={({ id }) => ({ to: `/${id}` as '/' })}
        {...props}
      />
    ),
    notFoundComponent: () => <p>opened</p>,
  })
  const history = createMemoryHistory({ initialEntries: ['/'] })
  // same reason as above
  const router = createRouter({ routeTree: rootRoute, history }) as never
  render(<RouterProvider router={router} />)
  await screen.findByRole('table')
  return history
}

it('a list of 10,000 says how long it is and draws only what can be seen', async () => {
  await show({ rows: many(10_000) })
  expect(screen.getByRole('table', { name: 'Deployments' }).getAttribute('aria-rowcount')).toBe(
    '10001',
  )
  const rows = screen.getAllByRole('row')
  expect(rows.length).toBeLessThan(100)
  expect(rows[1]?.getAttribute('aria-rowindex')).toBe('2')
})

it('j and k walk the rows, and Enter opens the one with the focus', async () => {
  const user = userEvent.setup()
  const history = await show()
  await user.keyboard('jjk')
  expect(document.activeElement?.textContent).toBe('deployment-0')
  await user.keyboard('{ArrowDown}{Enter}')
  await waitFor(() => expect(history.location.pathname).toBe('/1'))
})

it('a row far away can be reached by keys, and the keys stay in the list', async () => {
  const user = userEvent.setup()
  await show({ rows: many(60) })
  await user.keyboard('j'.repeat(59))
  expect(document.activeElement?.textContent).toBe('deployment-58')
  await user.keyboard('jjj')
  expect(document.activeElement?.textContent).toBe('deployment-59')
})

it('a press on a row opens it, and one on a control in it does not', async () => {
  const user = userEvent.setup()
  const history = await show()
  await user.click(screen.getByRole('button', { name: 'Copy deployment-1' }))
  expect(history.location.pathname).toBe('/')
  await user.click(screen.getByText('1'))
  await waitFor(() => expect(history.location.pathname).toBe('/1'))
})

it('sorts where ECE can sort, and says by what', async () => {
  const user = userEvent.setup()
  const sort = vi.fn()
  await show({ sort: { id: 'name', isDescending: false }, onSort: sort })
  const header = screen.getByRole('columnheader', { name: 'Name' })
  expect(header.getAttribute('aria-sort')).toBe('ascending')
  await user.click(within(header).getByRole('button'))
  expect(sort).toHaveBeenCalledWith({ id: 'name', isDescending: true })
  expect(within(screen.getByRole('columnheader', { name: 'Id' })).queryByRole('button')).toBeNull()
})

it('an error keeps the rows and says that they may be old', async () => {
  const user = userEvent.setup()
  const retry = vi.fn()
  await show({ error: new Error('ECE does not answer.'), onRetry: retry })
  expect(screen.getByRole('alert').textContent).toContain('these are the last known')
  expect(screen.getByText('deployment-2')).toBeDefined()
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(retry).toHaveBeenCalledTimes(1)
})

it('without rows the error stands in their place; without an answer there are places for them', async () => {
  await show({ rows: undefined, error: new Error('ECE does not answer.') })
  expect(screen.getByRole('alert').textContent).toContain('Deployments could not be read')
  expect(screen.getByRole('table').getAttribute('aria-busy')).toBe('false')
})

it('an empty list says so', async () => {
  await show({ rows: [] })
  expect(screen.getByText('No deployments')).toBeDefined()
})

it('asks for more near the end, but not while reading fails', async () => {
  const more = vi.fn()
  await show({ rows: many(3), onEndReached: more })
  expect(more).toHaveBeenCalled()
})

it('does not ask for more far from the end or after an error', async () => {
  const more = vi.fn()
  await show({ rows: many(10_000), onEndReached: more })
  expect(more).not.toHaveBeenCalled()
})
