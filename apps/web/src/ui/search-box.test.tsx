import { useState } from 'react'
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { SearchBox } from './search-box.tsx'

function Page({ onSearch }: { onSearch: (text: string) => void }) {
  const [value, setValue] = useState('')
  return (
    <>
      <SearchBox
        label="Search deployments"
        value={value}
        onChange={(text) => {
          onSearch(text)
          setValue(text)
        }}
      />
      <button type="button" onClick={() => setValue('from the address')}>
        Back
      </button>
      <textarea aria-label="Notes" />
    </>
  )
}

it('typing a name is one search, and the cursor stays', async () => {
  const user = userEvent.setup()
  const search = vi.fn()
  render(<Page onSearch={search} />)
  const box = screen.getByRole('searchbox', { name: 'Search deployments' })
  await user.type(box, 'logs')
  await waitFor(() => expect(search).toHaveBeenCalled())
  expect(search.mock.calls).toEqual([['logs']])
  expect(document.activeElement).toBe(box)
})

it('a letter after a pause is asked for when it is shown, and the first one of a name waits for the next', () => {
  vi.useFakeTimers()
  try {
    const search = vi.fn()
    render(<Page onSearch={search} />)
    const box = screen.getByRole('searchbox', { name: 'Search deployments' })
    const type = (value: string) => fireEvent.change(box, { target: { value } })
    type('l')
    vi.advanceTimersByTime(40)
    expect(search).not.toHaveBeenCalled()
    vi.advanceTimersByTime(160)
    expect(search.mock.calls).toEqual([['l']])
    type('lo')
    expect(search).toHaveBeenCalledTimes(1)
    act(() => void vi.advanceTimersByTime(40))
    expect(search).toHaveBeenLastCalledWith('lo')
  } finally {
    vi.useRealTimers()
  }
})

it('a slash goes to it, except while typing somewhere else', async () => {
  const user = userEvent.setup()
  render(<Page onSearch={() => {}} />)
  await user.type(screen.getByLabelText('Notes'), 'a/b')
  expect(document.activeElement).toBe(screen.getByLabelText('Notes'))
  await user.click(document.body)
  await user.keyboard('/')
  expect(document.activeElement).toBe(screen.getByRole('searchbox'))
  expect(screen.getByRole('searchbox')).toHaveProperty('value', '')
})

it('Escape empties it at once, and a change of the address shows in it', async () => {
  const user = userEvent.setup()
  const search = vi.fn()
  render(<Page onSearch={search} />)
  const box = screen.getByRole('searchbox')
  await user.type(box, 'logs{Escape}')
  expect(search).toHaveBeenLastCalledWith('')
  expect(box).toHaveProperty('value', '')
  await user.click(screen.getByRole('button', { name: 'Back' }))
  expect(box).toHaveProperty('value', 'from the address')
})

it('what is being typed is not overwritten by the answer to what was typed before', async () => {
  const user = userEvent.setup()
  const search = vi.fn()
  render(<Page onSearch={search} />)
  const box = screen.getByRole('searchbox')
  await user.type(box, 'lo')
  await waitFor(() => expect(search).toHaveBeenCalledWith('lo'))
  await user.type(box, 'gs')
  expect(box).toHaveProperty('value', 'logs')
})

it('a text that is cut off says so', async () => {
  const user = userEvent.setup()
  render(<Page onSearch={() => {}} />)
  const box = screen.getByRole('searchbox', { name: 'Search deployments' })
  await user.click(box)
  await user.paste('x'.repeat(199))
  expect(screen.queryByRole('status')).toBeNull()
  await user.paste('yyy')
  expect(box).toHaveProperty('value', `${'x'.repeat(199)}y`)
  expect(screen.getByRole('status').textContent).toBe('Only the first 200 characters are searched.')
})
