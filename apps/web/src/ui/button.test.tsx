import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { Button } from './button.tsx'

it('a button that is off can be reached, says why, and does nothing', async () => {
  const user = userEvent.setup()
  const press = vi.fn()
  render(
    <Button onClick={press} disabledReason="A plan is running">
      Restart
    </Button>,
  )
  const button = screen.getByRole('button', { name: 'Restart', description: 'A plan is running' })
  await user.tab()
  expect(document.activeElement).toBe(button)
  await user.click(button)
  await user.keyboard('{Enter} ')
  expect(press).not.toHaveBeenCalled()
  expect(button.getAttribute('aria-disabled')).toBe('true')
})

it('Enter in a field does not press a submit button that is off', async () => {
  const user = userEvent.setup()
  const submit = vi.fn((event: { preventDefault: () => void }) => event.preventDefault())
  const form = (reason: string | undefined) => (
    <form onSubmit={submit}>
      <input aria-label="Name" />
      <Button type="submit" disabledReason={reason}>
        Send
      </Button>
    </form>
  )
  const { rerender } = render(form('Type the name first'))
  await user.type(screen.getByLabelText('Name'), 'x{Enter}')
  expect(submit).not.toHaveBeenCalled()
  rerender(form(undefined))
  await user.type(screen.getByLabelText('Name'), '{Enter}')
  expect(submit).toHaveBeenCalledTimes(1)
})
