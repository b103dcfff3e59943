// What a list waits for longest is asked for by index.html itself, beside the code, and must be what the code then asks for.
import { expect, test } from './fixtures.ts'

test('opening the deployments asks ECE for the rows once', async ({ operator }) => {
  const { page } = operator
  await operator.signIn('admin')
  await operator.open('deployments')
  const bodies: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/deployments/_search')) bodies.push(request.postData() ?? '')
  })
  await page.reload()
  const table = page.getByRole('table', { name: 'Deployments' })
  await expect(table.getByRole('rowgroup').last().getByRole('link').first()).toBeVisible()
  // not the counts of the views, which ask for no rows, nor what comes after the first rows
  const first = bodies.filter((body) => !/"size":0|"cursor"/.test(body))
  expect(first).toHaveLength(1)
})

test('a search asks ECE for what it finds, and not again how many there are of each view', async ({
  operator,
}) => {
  const { page } = operator
  await operator.signIn('admin')
  await operator.open('deployments')
  await expect(page.getByRole('link', { name: /^System ?\d/ })).toBeVisible()
  const begun = await page.evaluate(() => performance.now())
  // two askers share an answer for two seconds; only later it shows who asks anew
  await page.waitForFunction((until) => performance.now() > until, begun + 2100)
  const bodies: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/deployments/_search')) bodies.push(request.postData() ?? '')
  })
  await page.getByRole('searchbox', { name: 'Search deployments' }).fill('logs')
  await expect(page).toHaveURL(/q=logs/)
  const table = page.getByRole('table', { name: 'Deployments' })
  await expect(table.and(page.locator('[aria-busy=false]'))).toBeVisible()
  await expect(page.getByText(/^\d+ deployments? on /)).toBeVisible()
  expect(bodies.filter((body) => body.includes('"size":0'))).toEqual([])
})
