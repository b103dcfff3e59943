import { type Answer, control, expect, fillSignIn, type Operator, test } from './fixtures.ts'
import type { Simulator } from './servers.ts'

/** Somebody else at the same ECE, without this console. */
async function colleague({ url, password }: Simulator, username: string) {
  const call = async (method: string, path: string, body?: unknown, token?: string) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`)
    // the shapes are the vendor's; tests read two members
    return (await response.json()) as { token?: string; id?: string }
  }
  const { token } = await call('POST', '/users/auth/_login', { username, password })
  return {
    write: async (target: string, message: string) =>
      (await call('POST', `/comments/${target}`, { message }, token)).id ?? '',
    change: (target: string, id: string, message: string) =>
      call('PUT', `/comments/${target}/${id}`, { message }, token),
    remove: (target: string, id: string) =>
      call('DELETE', `/comments/${target}/${id}`, undefined, token),
  }
}

/** Opens the notes of a deployment and answers the path of its Elasticsearch's comments. */
async function openNotes(operator: Operator, name: string): Promise<string> {
  await operator.openDeployment(name)
  const id = new URL(operator.page.url()).pathname.split('/').at(-1) ?? ''
  const { body } = await operator.call('GET', `/deployments/${id}`)
  // every deployment of the seed has one
  const { resources } = body as Answer & { resources: { elasticsearch: { id: string }[] } }
  await operator.page.getByRole('link', { name: 'Notes', exact: true }).click()
  await expect(operator.page.getByLabel(/^New comment on/)).toBeVisible()
  return `elasticsearch/${resources.elasticsearch[0]?.id ?? ''}`
}

const comment = ({ page }: Operator, text: string) =>
  page.getByRole('listitem', { name: /^Comment by/ }).filter({ hasText: text })

async function chooseOf({ page }: Operator, text: string, item: string) {
  await comment({ page } as Operator, text)
    .getByRole('button', { name: /^Menu of the comment/ })
    .click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

test('an operator adds a comment with Ctrl Enter, changes it and deletes it; the newest stands first', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  const target = await openNotes(operator, 'ml-anomalies')
  await expect(page.getByText('No comments on Elasticsearch')).toBeVisible()
  const manager = await colleague(simulator, 'manager')
  await manager.write(target, 'Disk fills up on Mondays.')

  const field = page.getByLabel('New comment on Elasticsearch')
  await field.fill('Enlarged at 02:10, CHG-77')
  await field.press('Control+Enter')
  await expect(page.getByText('Comment added')).toBeVisible()
  await expect(field).toHaveValue('')
  const all = page.getByRole('listitem', { name: /^Comment by/ })
  await expect(all).toHaveCount(2)
  await expect(all.first()).toContainText('Enlarged at 02:10, CHG-77')
  await expect(all.first()).not.toContainText('edited')
  await operator.expectAccessible()

  await chooseOf(operator, 'Enlarged', 'Edit')
  const text = page.getByLabel('Your text')
  await expect(text).toBeFocused()
  await text.fill('Enlarged at 02:15, CHG-77')
  await text.press('Control+Enter')
  await expect(text).toBeHidden()
  await expect(comment(operator, '02:15')).toBeVisible()

  await comment(operator, 'Mondays')
    .getByRole('button', { name: /^Menu of/ })
    .click()
  for (const name of ['Edit', 'Delete…']) {
    await expect(page.getByRole('menuitem', { name, exact: true })).toContainText(
      'Only manager can change it.',
    )
  }
  await page.keyboard.press('Escape')

  await chooseOf(operator, '02:15', 'Delete…')
  await expect(page.getByRole('button', { name: 'Keep it' })).toBeFocused()
  await page.getByRole('button', { name: 'Delete comment' }).click()
  await expect(page.getByText('Comment deleted')).toBeVisible()
  await expect(all).toHaveCount(1)
})

test('a comment over a newer one of somebody else: both texts are shown and nothing typed is lost', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  const target = await openNotes(operator, 'search-shop')
  // the same account at another desk
  const twin = await colleague(simulator, 'admin')
  const id = await twin.write(target, 'Reindex runs until six.')
  await page.reload()
  await chooseOf(operator, 'Reindex', 'Edit')
  const field = page.getByLabel('Your text')
  await field.fill('Reindex runs until eight.')
  await twin.change(target, id, 'Reindex was cancelled.')
  await page.getByRole('button', { name: 'Save', exact: true }).click()

  const notice = page.getByRole('status').filter({ hasText: 'It changed while you were editing' })
  await expect(notice).toContainText('Reindex was cancelled.')
  await expect(field).toHaveValue('Reindex runs until eight.')
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await operator.expectAccessible()
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(comment(operator, 'Reindex runs until eight.')).toBeVisible()
  await expect(field).toBeHidden()

  // and once more, taking theirs
  await chooseOf(operator, 'until eight', 'Edit')
  await field.fill('mine')
  await twin.change(target, id, 'Reindex is done.')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('button', { name: 'Take the newer text' }).click()
  await expect(comment(operator, 'Reindex is done.')).toBeVisible()

  // and it is deleted under the hands
  await chooseOf(operator, 'is done', 'Edit')
  await field.fill('Reindex is done, and checked.')
  await twin.remove(target, id)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('The comment that you were changing was deleted')).toBeVisible()
  await expect(page.getByLabel('Your text')).toHaveValue('Reindex is done, and checked.')
  await page.getByRole('button', { name: 'Add as a new comment' }).click()
  await expect(comment(operator, 'Reindex is done, and checked.')).toBeVisible()
})

test('somebody writes while an operator writes: it is said before the second one is sent', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  const target = await openNotes(operator, 'billing-prod')
  await page.getByLabel('New comment on Elasticsearch').fill('I restart it now.')
  const manager = await colleague(simulator, 'manager')
  await manager.write(target, 'Do not restart it, I am on it.')
  await page
    .getByRole('region', { name: 'Comments on Elasticsearch' })
    .getByRole('button', { name: 'Refresh' })
    .click()
  await expect(page.getByText('manager wrote here while you were writing.')).toBeVisible()
  await expect(comment(operator, 'I am on it')).toBeVisible()
})

test('what was typed survives another page, a reload and the end of the session, and is added once', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await openNotes(operator, 'logging-prod')
  const field = page.getByLabel('New comment on Elasticsearch')
  await field.fill('Half a thought')
  await page.getByRole('link', { name: 'Overview', exact: true }).first().click()
  await page.goBack()
  await expect(field).toHaveValue('Half a thought')
  await page.reload()
  await expect(field).toHaveValue('Half a thought')

  await control(simulator, 'POST', '/tokens/revoke', { user_name: 'admin' })
  await page.getByRole('button', { name: 'Add comment' }).click()
  const signIn = page.getByRole('dialog', { name: /sign in/i })
  await fillSignIn(page, 'admin', simulator.password)
  await signIn.getByRole('button', { name: 'Sign in' }).click()
  await expect(signIn).toBeHidden()
  await expect(field).toHaveValue('Half a thought')
  await page.getByRole('button', { name: 'Add comment' }).click()
  await expect(comment(operator, 'Half a thought')).toHaveCount(1)
  await expect(field).toHaveValue('')
})

test('comments are text: HTML, formulas, right-to-left words and very long ones break nothing, and hundreds are paged', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await page.setViewportSize({ width: 360, height: 740 })
  await operator.enter('admin')
  const target = await openNotes(operator, 'metrics-prod')
  const manager = await colleague(simulator, 'manager')
  for (let count = 0; count < 120; count += 1) await manager.write(target, `Entry ${count}.`)
  await manager.write(target, '<img src=x onerror=alert(1)> =HYPERLINK("http://x") 🦌')
  await manager.write(target, 'مرحبا \u202e reversed')
  await manager.write(target, `${'x'.repeat(5000)} end`)
  await page.reload()
  const all = page.getByRole('listitem', { name: /^Comment by/ })
  await expect(page.getByText('123 comments')).toBeVisible()
  await expect(all).toHaveCount(50)
  await expect(comment(operator, '<img src=x onerror=alert(1)> =HYPERLINK')).toBeVisible()
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
  ).toBeLessThanOrEqual(0)
  await page.getByRole('button', { name: 'Show all 5,004 characters' }).click()
  await expect(comment(operator, ' end')).toBeVisible()
  await page.getByRole('button', { name: 'Show 50 older of 73' }).click()
  await expect(all).toHaveCount(100)
  await operator.expectAccessible()

  const field = page.getByLabel('New comment on Elasticsearch')
  await field.fill('y'.repeat(16_001))
  await expect(
    page.getByRole('alert').filter({ hasText: 'At most 16,000 characters; these are 16,001.' }),
  ).toBeVisible()
  await expect(page.getByRole('button', { name: 'Add comment' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
})

test('a viewer reads comments and is told who may write them; Kibana has comments of its own', async ({
  operator,
}) => {
  const { page } = operator
  await operator.enter('readonly')
  await openNotes(operator, 'logging-prod')
  await page.getByLabel('New comment on Elasticsearch').fill('May I?')
  const button = page.getByRole('button', { name: 'Add comment' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await expect(button).toHaveAccessibleDescription(/may not write comments/)
  await page.getByLabel('Comments on', { exact: true }).selectOption('Kibana')
  await expect(page).toHaveURL(/[?&]on=[0-9a-f]{32}/)
  await expect(page.getByText('No comments on Kibana')).toBeVisible()
})
