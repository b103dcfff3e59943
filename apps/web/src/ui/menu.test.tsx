import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import { MenuButton } from './menu.tsx'

const restart = vi.fn()
const cancel = vi.fn()
const shutDown = vi.fn()

beforeEach(() => {
  vi.clearAllMocks()
  render(
    <>
      <MenuButton
        label="Actions of catalog-prod"
        isIcon
        groups={[
          {
            items: [
              { id: 'restart', label: 'Restart…', onSelect: restart },
              {
                id: 'cancel',
                label: 'Cancel plan…',
                disabledReason: 'No plan is running',
                onSelect: cancel,
              },
            ],
          },
          { items: [{ id: 'down', label: 'Shut down…', isDanger: true, onSelect: shutDown }] },
        ]}
      >
        …
      </MenuButton>
      <p>elsewhere</p>
    </>,
  )
})

const open = async () => {
  const user = userEvent.setup()
  await user.click(screen.getByRole('button', { name: 'Actions of catalog-prod' }))
  await screen.findByRole('menu')
  return user
}
const focusedText = () => document.activeElement?.textContent

it('opens with the focus on the first item and chooses with Enter', async () => {
  const user = await open()
  expect(focusedText()).toBe('Restart…')
  await user.keyboard('{Enter}')
  expect(restart).toHaveBeenCalledTimes(1)
  expect(screen.queryByRole('menu')).toBeNull()
  expect(document.activeElement).toBe(screen.getByRole('button'))
})

it('walks with arrows, Home, End and first letters, round the ends', async () => {
  const user = await open()
  await user.keyboard('{ArrowUp}')
  expect(focusedText()).toBe('Shut down…')
  await user.keyboard('{ArrowDown}')
  expect(focusedText()).toBe('Restart…')
  await user.keyboard('{End}')
  expect(focusedText()).toBe('Shut down…')
  await user.keyboard('{Home}c')
  expect(focusedText()).toContain('Cancel plan…')
})

it('what cannot be used is there, says why, and does nothing', async () => {
  const user = await open()
  const item = screen.getByRole('menuitem', {
    name: 'Cancel plan…',
    description: 'No plan is running',
  })
  await user.click(item)
  expect(cancel).not.toHaveBeenCalled()
  expect(screen.getByRole('menu')).toBeDefined()
})

it('Escape closes and goes back to the button; a press elsewhere closes too', async () => {
  const user = await open()
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('menu')).toBeNull()
  expect(document.activeElement).toBe(screen.getByRole('button'))
  await user.keyboard('{ArrowDown}')
  expect(screen.getByRole('menu')).toBeDefined()
  await user.click(screen.getByText('elsewhere'))
  expect(screen.queryByRole('menu')).toBeNull()
})

it('a second press of the button closes it', async () => {
  const user = await open()
  await user.click(screen.getByRole('button', { name: 'Actions of catalog-prod' }))
  expect(screen.queryByRole('menu')).toBeNull()
})
