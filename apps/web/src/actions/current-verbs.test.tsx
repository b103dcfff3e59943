import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { type CurrentVerbs, useAsCurrentVerbs, useCurrentVerbs } from './current-verbs.ts'

const verbsOf = (name: string): CurrentVerbs => ({
  actions: [],
  label: `Actions of ${name}`,
  onOpen: () => {},
})

function Bar(verbs: CurrentVerbs) {
  useAsCurrentVerbs(verbs)
  return null
}

const Palette = () => (
  <p>
    {useCurrentVerbs()
      .map(({ label }) => label)
      .join(', ') || 'nothing'}
  </p>
)

const page = (...names: readonly string[]) => (
  <>
    {names.map((name, index) => (
      // the place of a bar on its page is its identity here
      <Bar key={index} {...verbsOf(name)} />
    ))}
    <Palette />
  </>
)

it('the palette offers the verbs of what is on the page, and only as long as it is there', () => {
  const { rerender } = render(page())
  expect(screen.getByText('nothing')).toBeTruthy()
  rerender(page('orders'))
  expect(screen.getByText('Actions of orders')).toBeTruthy()
  rerender(page('renamed'))
  expect(screen.getByText('Actions of renamed')).toBeTruthy()
  rerender(page('orders', 'billing'))
  expect(screen.getByText('Actions of orders, Actions of billing')).toBeTruthy()
  rerender(page())
  expect(screen.getByText('nothing')).toBeTruthy()
})
