// What each line of the list of shortcuts promises, as something that can be seen.
import type { Page } from '@playwright/test'
import { expect, type Operator } from './fixtures.ts'

const rows = (page: Page) => page.getByRole('table', { name: 'Deployments' }).getByRole('row')
const rowLink = (page: Page, index: number) =>
  page
    .getByRole('table', { name: 'Deployments' })
    .locator(`[data-index="${index}"]`)
    .getByRole('link')
    .first()
/** Rows out of view do not exist, so that their number is all there is to ask for. */
const focusedRow = (page: Page) =>
  page.evaluate(() =>
    Number(document.activeElement?.closest('[data-index]')?.getAttribute('data-index') ?? -1),
  )
const field = (page: Page) => page.getByRole('combobox', { name: 'Search and commands' })
const active = (page: Page) => page.getByRole('option', { selected: true })

async function openList(operator: Operator) {
  await operator.open('deployments')
  await expect(rowLink(operator.page, 5)).toBeVisible()
}

async function openPalette({ page }: Operator, text: string) {
  await page.keyboard.press('Control+k')
  await field(page).fill(text)
  await expect(active(page)).toBeVisible()
}

async function openMenu(page: Page) {
  await page.getByRole('button', { name: /^Actions of/ }).focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('menuitem').first()).toBeFocused()
}

type Proof = (operator: Operator) => Promise<void>

const goesTo =
  (key: string, title: string): Proof =>
  async (operator) => {
    const { page } = operator
    await operator.open(key === 't' ? 'deployments' : 'templates')
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
  }

/** One for each line of the list of shortcuts, under its group. */
export const PROOFS: Readonly<Record<string, Proof>> = {
  'Everywhere: Search and commands': async (operator) => {
    await openList(operator)
    await operator.page.keyboard.press('Control+k')
    await expect(field(operator.page)).toBeFocused()
  },
  'Everywhere: These shortcuts': async (operator) => {
    const { page } = operator
    await operator.open('templates')
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  },
  'Everywhere: Close what is open': async (operator) => {
    const { page } = operator
    await operator.open('templates')
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  },
  'Go to: Overview': goesTo('o', 'Overview'),
  'Go to: Deployments': goesTo('d', 'Deployments'),
  'Go to: Elasticsearch': goesTo('e', 'Elasticsearch'),
  'Go to: Kibana': goesTo('k', 'Kibana'),
  'Go to: Templates': goesTo('t', 'Templates'),
  'Go to: Stack versions': goesTo('v', 'Stack versions'),
  'Go to: Activity': goesTo('a', 'Activity'),
  'Go to: Jobs': goesTo('j', 'Jobs'),
  'Go to: Allocators': goesTo('l', 'Allocators'),
  'Go to: Audit': goesTo('u', 'Audit'),
  'Lists: Search the list': async (operator) => {
    await openList(operator)
    await operator.page.keyboard.press('/')
    await expect(operator.page.getByRole('searchbox', { name: 'Search deployments' })).toBeFocused()
  },
  'Lists: Next row': async (operator) => {
    await openList(operator)
    for (const key of ['j', 'ArrowDown', 'j']) await operator.page.keyboard.press(key)
    await expect(rowLink(operator.page, 2)).toBeFocused()
  },
  'Lists: Previous row': async (operator) => {
    await openList(operator)
    for (const key of ['j', 'j', 'j', 'k', 'ArrowUp']) await operator.page.keyboard.press(key)
    await expect(rowLink(operator.page, 0)).toBeFocused()
  },
  'Lists: A page of rows down or up': async (operator) => {
    const { page } = operator
    await openList(operator)
    await page.keyboard.press('j')
    await page.keyboard.press('PageDown')
    await expect.poll(() => focusedRow(page)).toBeGreaterThan(5)
    await page.keyboard.press('PageUp')
    await expect(rowLink(page, 0)).toBeFocused()
  },
  'Lists: First or last row': async (operator) => {
    const { page } = operator
    await openList(operator)
    await page.keyboard.press('j')
    await page.keyboard.press('End')
    await expect.poll(() => focusedRow(page)).toBeGreaterThan(5)
    await page.keyboard.press('Home')
    await expect(rowLink(page, 0)).toBeFocused()
  },
  'Lists: Open the row': async (operator) => {
    const { page } = operator
    await openList(operator)
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/deployments\/[0-9a-f]{32}/)
  },
  'Lists: Open the row in a new tab': async (operator) => {
    const { page } = operator
    await openList(operator)
    await page.keyboard.press('j')
    const opened = page.context().waitForEvent('page')
    await page.keyboard.press('Control+Enter')
    await expect(await opened).toHaveURL(/\/deployments\/[0-9a-f]{32}/)
  },
  'Lists: Select the row': async (operator) => {
    const { page } = operator
    await openList(operator)
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await expect(rows(page).getByRole('checkbox', { checked: true })).toHaveCount(1)
  },
  'Lists: Select a range of rows': async (operator) => {
    const { page } = operator
    await openList(operator)
    await page.keyboard.press('j')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await expect(rows(page).getByRole('checkbox', { checked: true })).toHaveCount(3)
  },
  'Lists: Clear the selection, or the search while it has the focus': async (operator) => {
    const { page } = operator
    await openList(operator)
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.keyboard.press('Escape')
    await expect(rows(page).getByRole('checkbox', { checked: true })).toHaveCount(0)
    const search = page.getByRole('searchbox', { name: 'Search deployments' })
    await search.fill('prod')
    await page.keyboard.press('Escape')
    await expect(search).toHaveValue('')
  },
  'Search and commands: Next or previous result': async (operator) => {
    const { page } = operator
    await openPalette(operator, '')
    const first = (await active(page).textContent()) ?? ''
    await page.keyboard.press('ArrowDown')
    await expect(active(page)).not.toHaveText(first)
    await page.keyboard.press('ArrowUp')
    await expect(active(page)).toHaveText(first)
  },
  'Search and commands: First or last result': async (operator) => {
    const { page } = operator
    await openPalette(operator, '')
    const first = (await active(page).textContent()) ?? ''
    await page.keyboard.press('End')
    await expect(page.getByRole('option').last()).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Home')
    await expect(active(page)).toHaveText(first)
  },
  'Search and commands: Open the result': async (operator) => {
    await openPalette(operator, 'templates')
    await operator.page.keyboard.press('Enter')
    await expect(operator.page.getByRole('heading', { level: 1, name: 'Templates' })).toBeVisible()
  },
  'Search and commands: Open the result in a new tab': async (operator) => {
    await openPalette(operator, 'templates')
    const opened = operator.page.context().waitForEvent('page')
    await operator.page.keyboard.press('Control+Enter')
    await expect(await opened).toHaveURL(/\/templates/)
  },
  'Menus: Open the menu': async (operator) => {
    const { page } = operator
    await operator.openDeployment('orders')
    await openMenu(page)
  },
  'Menus: Choose an entry': async (operator) => {
    const { page } = operator
    await operator.openDeployment('orders')
    await openMenu(page)
    await page.keyboard.press('End')
    await expect(page.getByRole('menuitem').last()).toBeFocused()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowDown')
    await expect(page.getByRole('menuitem').nth(1)).toBeFocused()
  },
  'Menus: Next entry that begins with the letter': async (operator) => {
    const { page } = operator
    await operator.openDeployment('orders')
    await openMenu(page)
    await page.keyboard.press('s')
    await expect(page.getByRole('menuitem', { name: /^S/ }).first()).toBeFocused()
  },
  'JSON: Search in the text': async (operator) => {
    const { page } = operator
    await operator.openDeployment('orders')
    await page.getByRole('link', { name: 'JSON', exact: true }).click()
    await page.getByRole('textbox').first().focus()
    await page.keyboard.press('Control+f')
    await expect(page.getByRole('textbox', { name: 'Find' })).toBeFocused()
  },
  'JSON: Fold or unfold everything': async (operator) => {
    const { page } = operator
    await operator.openDeployment('orders')
    await page.getByRole('link', { name: 'JSON', exact: true }).click()
    const text = page.getByRole('textbox').first()
    await text.focus()
    await page.keyboard.press('Control+Alt+BracketLeft')
    await expect(text).toContainText('…')
    await page.keyboard.press('Control+Alt+BracketRight')
    await expect(text).not.toContainText('…')
  },
}
