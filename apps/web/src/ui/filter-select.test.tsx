import { useState } from 'react'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { FilterSelect } from './filter-select.tsx'

function Page({ count, isSingle = false }: { count: number; isSingle?: boolean }) {
  const [selected, setSelected] = useState<string[]>([])
  const options = Array.from({ length: count }, (_, i) => ({
    value: `8.${i}.0`,
    label: `8.${i}.0`,
  }))
  return (
    <FilterSelect
      label="Version"
      options={options}
      selected={selected}
      onChange={setSelected}
      isSingle={isSingle}
    />
  )
}

it('a filter is chosen with the keyboard alone and shows what it filters', async () => {
  const user = userEvent.setup()
  render(<Page count={3} />)
  await user.tab()
  await user.keyboard('{Enter}')
  expect(document.activeElement).toBe(screen.getByRole('checkbox', { name: '8.0.0' }))
  await user.keyboard(' ')
  await user.click(screen.getByRole('checkbox', { name: '8.2.0' }))
  await user.keyboard('{Escape}')
  const chip = screen.getByRole('button', { name: 'Version: 8.0.0, 8.2.0' })
  expect(document.activeElement).toBe(chip)
})

it('a long list has a search of its own', async () => {
  const user = userEvent.setup()
  render(<Page count={30} />)
  await user.click(screen.getByRole('button', { name: 'Version' }))
  await user.keyboard('29')
  expect(screen.getAllByRole('checkbox')).toHaveLength(1)
  await user.click(screen.getByRole('checkbox', { name: '8.29.0' }))
  await user.click(screen.getByRole('button', { name: 'Clear' }))
  expect(screen.getByRole('button', { name: 'Version' })).toBeDefined()
})

it('where only one can be chosen the other goes', async () => {
  const user = userEvent.setup()
  render(<Page count={3} isSingle />)
  await user.click(screen.getByRole('button', { name: 'Version' }))
  await user.click(screen.getByRole('radio', { name: '8.0.0' }))
  await user.click(screen.getByRole('radio', { name: '8.1.0' }))
  expect(screen.getByRole('button', { name: 'Version: 8.1.0' })).toBeDefined()
})
