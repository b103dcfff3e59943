import { expect, fillSignIn, test } from './fixtures.ts'
import { startConsole } from './servers.ts'

test('links of two installations in one clipboard are told apart before one is opened', async ({
  page,
  simulator,
}) => {
  const both = await startConsole({
    installations: [
      { id: 'prod', name: 'Production', url: simulator.url, environment: 'production' },
      { id: 'dev', name: 'Sandbox', url: simulator.url, environment: 'development' },
    ],
  })
  await page.goto(`${both.url}/prod/templates`)
  await fillSignIn(page, 'admin', simulator.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Templates' })).toBeVisible()

  await page.keyboard.press('Control+k')
  await page
    .getByRole('combobox', { name: 'Search and commands' })
    .fill(`red: ${both.url}/prod/templates/default, and ${both.url}/dev/stack-versions ?`)
  const links = page.getByRole('group', { name: 'Pasted links' }).getByRole('option')
  await expect(links).toHaveText([
    /\/templates\/default.*on Production/,
    /\/stack-versions.*on Sandbox.*another installation/,
  ])
  await links.nth(1).click()
  // nobody is signed in there: the link is kept over the sign-in, which names where it leads
  await expect(page.getByRole('combobox', { name: 'Installation' })).toHaveValue('dev')
  await fillSignIn(page, 'admin', simulator.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(`${both.url}/dev/stack-versions`)
  await page.goto('about:blank')
  await both.stop()
})
