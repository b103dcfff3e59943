// A whole task without a mouse, the same with a finger, and every key that the list of shortcuts promises.
import type { Locator, Page } from '@playwright/test'
import { expect, fillSignIn, test } from './fixtures.ts'
import { PROOFS } from './shortcut-proofs.ts'

/** More than a page has before its content. */
const MOST_TABS = 80

/** Presses Tab until it is there, as people do. */
async function tabTo(page: Page, target: Locator) {
  await expect(target.first()).toBeVisible()
  for (let press = 0; press < MOST_TABS; press += 1) {
    if (await target.first().evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  await expect(target.first()).toBeFocused()
}

const plans = (page: Page) => page.getByRole('region', { name: 'Plans' })

test('an operator works a whole restart by keyboard alone', async ({ operator, simulator }) => {
  test.setTimeout(120_000)
  const { page } = operator
  await page.goto('/sign-in')
  await tabTo(page, page.getByLabel('User name'))
  await page.keyboard.type('admin')
  await tabTo(page, page.getByLabel('Password', { exact: true }))
  await page.keyboard.type(simulator.password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()

  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await expect(page.getByRole('heading', { level: 1, name: 'Deployments' })).toBeVisible()
  await expect(page.getByRole('table').getByRole('link').first()).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('metrics-prod')
  const row = page.getByRole('table').getByRole('link', { name: 'metrics-prod', exact: true })
  await expect(page.getByRole('table').getByRole('link')).toHaveCount(1)
  await tabTo(page, row)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'metrics-prod' })).toBeFocused()

  await tabTo(page, page.getByRole('button', { name: 'Actions of metrics-prod' }))
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('menuitem', { name: /^Restart Elasticsearch/ })).toBeFocused()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: /Restart Elasticsearch/ })
  const send = dialog.getByRole('button', { name: /^Restart \d+ instances$/ })
  await expect(send).not.toHaveAttribute('aria-disabled')
  await tabTo(page, send)
  await page.keyboard.press('Enter')
  await expect(plans(page)).toContainText('started by admin')
  await expect(plans(page)).toContainText(/Rolling restart of Elasticsearch.*done/, {
    timeout: 60_000,
  })
  await tabTo(page, page.getByRole('main').getByRole('link', { name: 'Activity', exact: true }))
  await page.keyboard.press('Enter')
  const attempt = page.getByRole('link', { name: /Rolling restart of Elasticsearch/ }).first()
  await tabTo(page, attempt)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/attempt=/)
  await expect(page.getByText('rolling-upgrade').first()).toBeVisible()
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true })

  test('an operator works a whole restart with a finger', async ({ operator, simulator }) => {
    test.setTimeout(120_000)
    const { page } = operator
    await page.goto('/sign-in')
    await fillSignIn(page, 'admin', simulator.password)
    await page.getByRole('button', { name: 'Sign in' }).tap()
    await page.getByRole('button', { name: /^Search or jump to/ }).tap()
    await page.getByRole('combobox', { name: 'Search and commands' }).fill('billing-prod')
    await page
      .getByRole('group', { name: 'Deployments' })
      .getByRole('option', { name: /^billing-prod/ })
      .tap()
    await expect(page.getByRole('heading', { level: 1, name: 'billing-prod' })).toBeVisible()
    await page.getByRole('button', { name: 'Actions of billing-prod' }).tap()
    await page.getByRole('menuitem', { name: /^Restart Kibana/ }).tap()
    const dialog = page.getByRole('dialog', { name: /Restart Kibana/ })
    const send = dialog.getByRole('button', { name: /^Restart/ })
    await expect(send).toBeInViewport()
    await expect(send).not.toHaveAttribute('aria-disabled')
    await send.tap()
    await expect(dialog).toHaveCount(0)
    await expect(plans(page)).toContainText(/estart of Kibana.*done/, { timeout: 60_000 })
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    )
    expect(overflow).toBeLessThanOrEqual(0)
  })
})

test('no shortcut fires while somebody types or a dialog is open', async ({ operator }) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.open('deployments')
  const search = page.getByRole('searchbox', { name: 'Search deployments' })
  await search.focus()
  await page.keyboard.type('g?k/')
  await expect(search).toHaveValue('g?k/')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await operator.openDeployment('orders')
  await operator.choose(/^Restart Elasticsearch/)
  const dialog = page.getByRole('dialog', { name: /Restart Elasticsearch/ })
  await expect(dialog).toBeVisible()
  for (const key of ['Control+k', '?', 'g', 't', '/']) await page.keyboard.press(key)
  await expect(page.getByRole('dialog')).toHaveCount(1)
  await expect(page).toHaveURL(/\/deployments\/.*dialog=/)
  // in the JSON editor, which lives in a shadow root
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'JSON', exact: true }).click()
  const text = page.getByRole('textbox').first()
  await text.focus()
  for (const key of ['?', 'g', 't']) await page.keyboard.press(key)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page).toHaveURL(/tab=json/)
})

test('every shortcut in the list does what the list says', async ({ operator }) => {
  test.setTimeout(240_000)
  const { page } = operator
  await operator.enter('admin')
  await operator.open('deployments')
  await page.keyboard.press('?')
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(dialog).toBeVisible()
  const listed = await dialog.getByRole('group').evaluateAll((groups) =>
    groups.flatMap((group) => {
      const title = group.querySelector('h3')?.textContent ?? ''
      return [...group.querySelectorAll('dt')].map((each) => `${title}: ${each.textContent}`)
    }),
  )
  expect(listed.toSorted()).toEqual(Object.keys(PROOFS).toSorted())
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  for (const [shortcut, prove] of Object.entries(PROOFS)) {
    await test.step(shortcut, () => prove(operator))
  }
})
