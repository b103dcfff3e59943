// Every dialog: opened by keyboard from the menu, no finding of axe, the focus inside it, Escape closes it and the focus is
// back where it was.
import { control, expect, type Operator, test } from './fixtures.ts'

const DIALOGS = [
  { deployment: 'orders', verb: /^Restart Elasticsearch/ },
  { deployment: 'billing-prod', verb: /^Restart Kibana/ },
  { deployment: 'billing-prod', verb: /^Shut down…/ },
  { deployment: 'archive-2023', verb: /^Restore…/ },
  { deployment: 'telemetry', verb: /^Cancel plan/ },
]

async function openByKeyboard({ page }: Operator, verb: RegExp) {
  const menu = page.getByRole('main').getByRole('button', { name: /^Actions of/ })
  await menu.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: verb }).focus()
  await page.keyboard.press('Enter')
  return { menu, dialog: page.getByRole('dialog') }
}

for (const { deployment, verb } of DIALOGS) {
  test(`the dialog ${verb.source} of ${deployment} works by keyboard, keeps the focus, and can be read in both themes`, async ({
    operator,
  }) => {
    const { page } = operator
    await operator.enter('admin')
    await operator.openDeployment(deployment)
    const { menu, dialog } = await openByKeyboard(operator, verb)
    await expect(dialog).toBeVisible()
    await expect(dialog.locator(':focus')).toHaveCount(1)
    await expect(dialog.getByText('Reading its present state…')).toHaveCount(0)
    await operator.expectAccessibleInBothThemes()
    // round and round, and never out of the dialog into the page behind it
    for (let press = 0; press < 25; press += 1) {
      await page.keyboard.press('Tab')
      const isOutside = await page.evaluate(() => {
        const { activeElement } = document
        return activeElement?.closest('main') !== null && activeElement?.closest('dialog') === null
      })
      expect(isOutside).toBe(false)
    }
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await expect(menu).toBeFocused()
  })
}

test('the sign-in dialog over a page can be used by everybody', async ({ operator, simulator }) => {
  const { page } = operator
  await operator.enter('viewer')
  await operator.open('deployments')
  await control(simulator, 'POST', '/tokens/revoke', { user_name: 'viewer' })
  // something is changing in the list, so it is read every two seconds: nobody has to press anything
  const dialog = page.getByRole('dialog', { name: /sign in/i })
  await expect(dialog).toBeVisible()
  await expect(dialog.locator(':focus')).toHaveCount(1)
  await operator.expectAccessible()
})
