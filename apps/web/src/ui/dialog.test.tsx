import { useState } from 'react'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'

const noop = () => {}

function Page({ onSubmit = noop, isDirty = false }: { onSubmit?: () => void; isDirty?: boolean }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      <Dialog
        open={isOpen}
        title="Shut down catalog-prod?"
        description="All 8 instances stop."
        isDirty={isDirty}
        onClose={() => setOpen(false)}
        onSubmit={onSubmit}
        footer={
          <Button type="submit" variant="danger">
            Shut down
          </Button>
        }
      >
        <TextField label="Reason" data-autofocus="" />
      </Dialog>
    </>
  )
}

it('a dialog is named by its title, described by its text, and starts where typing starts', async () => {
  const user = userEvent.setup()
  render(<Page />)
  await user.click(screen.getByRole('button', { name: 'Open' }))
  const words = { name: 'Shut down catalog-prod?', description: 'All 8 instances stop.' }
  expect(screen.getByRole('dialog', words)).toBeDefined()
  expect(document.activeElement).toBe(screen.getByLabelText('Reason'))
})

it('closing it gives the focus back to what opened it', async () => {
  const user = userEvent.setup()
  render(<Page />)
  await user.click(screen.getByRole('button', { name: 'Open' }))
  await user.click(screen.getByRole('button', { name: 'Close' }))
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Open' }))
})

it('Enter in a field presses the button of the footer', async () => {
  const user = userEvent.setup()
  const submit = vi.fn()
  render(<Page onSubmit={submit} />)
  await user.click(screen.getByRole('button', { name: 'Open' }))
  await user.type(screen.getByLabelText('Reason'), 'CHG-1{Enter}')
  expect(submit).toHaveBeenCalledTimes(1)
})

it('a press beside it closes it, but not when something was typed', async () => {
  const user = userEvent.setup()
  const { rerender } = render(<Page isDirty />)
  await user.click(screen.getByRole('button', { name: 'Open' }))
  await user.click(screen.getByRole('dialog'))
  expect(screen.getByRole('dialog')).toBeDefined()
  rerender(<Page />)
  await user.click(screen.getByRole('dialog'))
  expect(screen.queryByRole('dialog')).toBeNull()
})
