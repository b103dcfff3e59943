// Between the last look of a dialog and the button, somebody else may change the target: then nothing is sent, and the dialog
// says what happened meanwhile.
import { control, countRequests, expect, idOn, restartAs, test } from './change-by-others.ts'

// a world of its own: what is shut down here would be missing elsewhere
test.use({ simulatorFlags: { fleet: 'small', speed: 20 } })

test('a colleague is faster than the button: nothing is sent, what changed is said, and the reason stays', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await page.clock.install()
  await operator.enter('admin')
  await operator.openDeployment('billing-staging')
  await operator.choose(/^Shut down…/)
  const dialog = page.getByRole('dialog')
  const typed = dialog.getByLabel(/^Type billing-staging/)
  await typed.fill('billing-staging')
  await dialog.getByLabel('Reason').fill('CHG-4711')
  const button = dialog.getByRole('button', { name: 'Shut down billing-staging' })
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')

  // the dialog looks every two seconds; what comes after its last look only the server can see
  await page.clock.pauseAt(Date.now() + 10_000)
  await restartAs(simulator, 'manager', `${idOn(page)}/kibana/main-kibana`)
  await control(simulator, 'POST', '/clock', { advance_ms: 60_000 })
  const before = await countRequests(simulator, 'POST', '/_shutdown')
  await button.click()
  const alert = dialog.getByRole('alert').filter({ hasText: 'Not sent: nothing has happened' })
  await expect(alert).toContainText('The deployment has changed since you looked at it')
  await expect(alert).toContainText(/of manager on main-kibana, begun .*, has ended/)
  await page.clock.resume()
  await expect(dialog.getByLabel('Reason')).toHaveValue('CHG-4711')
  expect(await countRequests(simulator, 'POST', '/_shutdown')).toBe(before)

  // what is confirmed now is another state of it, so that the name is typed for that one
  await expect(typed).toHaveValue('')
  await typed.fill('billing-staging')
  await expect(button).not.toHaveAttribute('aria-disabled', 'true')
  await button.click()
  await expect(dialog).toBeHidden()
  expect(await countRequests(simulator, 'POST', '/_shutdown')).toBe(before + 1)
})
