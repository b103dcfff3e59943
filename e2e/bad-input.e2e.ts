// What goes wrong while somebody reads: ECE refuses, breaks off, answers nonsense, forgets or goes away; addresses and
// searches are not what they should be. One sentence with the next step, and what was on screen stays.
import type { Page } from '@playwright/test'
import { control, expect, fillSignIn, test } from './fixtures.ts'
import { startConsole, startSimulator } from './servers.ts'

test.describe.configure({ mode: 'parallel' })

test.afterEach(async ({ simulator }) => {
  await control(simulator, 'DELETE', '/faults')
})

/** Until it is taken back: the page reads more than once. */
const ALWAYS = { times: 10_000 }

const tableOf = (page: Page) => page.getByRole('table', { name: 'Deployments' })
const refresh = (page: Page) =>
  page.getByRole('main').getByRole('button', { name: 'Refresh' }).click()
const rowOf = (page: Page, name: string) =>
  tableOf(page).getByRole('link', { name, exact: true }).first()

const WRONG_ANSWERS = [
  {
    what: 'is cut off in the middle',
    fault: { cut: 'mid_body' },
    says: ['ECE broke off in the middle of its answer', 'Try again', 'console.bad_answer'],
  },
  {
    what: 'is a page of a proxy',
    fault: { status: 502, body: '<h1>Bad Gateway</h1>', content_type: 'text/html' },
    says: ['ECE answered 502 with text/html instead of JSON', 'what stands in front of it'],
  },
  {
    what: 'has another shape than the console knows',
    fault: { body: { return_count: 1, deployments: [{ id: '0'.repeat(32), resources: {} }] } },
    says: ['searchDeployments', 'deployments[0].name', 'Report it', 'console.contract_mismatch'],
  },
  {
    what: 'is a refusal of ECE',
    fault: {
      status: 400,
      body: { errors: [{ code: 'deployments.invalid_query', message: 'No field [naem].' }] },
    },
    says: ['No field [naem].', 'deployments.invalid_query'],
  },
] as const

for (const { what, fault, says } of WRONG_ANSWERS) {
  test(`an answer that ${what} leaves the rows where they are, and says why they are old`, async ({
    operator,
    simulator,
    server,
  }) => {
    const { page } = operator
    await operator.signIn('admin')
    await expect(rowOf(page, 'billing-prod')).toBeVisible()
    await control(simulator, 'POST', '/faults', {
      operation_id: 'search-deployments',
      ...fault,
      ...ALWAYS,
    })
    await refresh(page)
    const alert = page.getByRole('alert')
    await expect(alert).toContainText(
      'Deployments could not be read again; these are the last known',
    )
    for (const part of says) await expect(alert).toContainText(part)
    await expect(rowOf(page, 'billing-prod')).toBeVisible()
    await expect(page.getByText(/^Not read since/)).toBeVisible()
    await operator.expectAccessible()

    // the id on the screen finds the call in the console's log
    const id = /Request id\s*([0-9a-f-]{36})/.exec(await alert.innerText())?.[1] ?? ''
    await expect(alert.getByRole('button', { name: 'Copy request id' })).toBeVisible()
    expect(server.log()).toContain(id)

    await control(simulator, 'DELETE', '/faults')
    await alert.getByRole('button', { name: 'Try again' }).click()
    await expect(alert).toBeHidden()
    await expect(page.getByText(/^Updated/)).toBeVisible()
  })
}

test('a search that ECE refuses is said in its words, and what was typed stays', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.signIn('admin')
  const box = page.getByRole('searchbox', { name: 'Search deployments' })
  await control(simulator, 'POST', '/faults', {
    operation_id: 'search-deployments',
    status: 400,
    body: { errors: [{ code: 'root.invalid_json_request', message: 'Failed to parse query [(]' }] },
    ...ALWAYS,
  })
  await box.fill('billing (')
  await expect(page.getByRole('alert')).toContainText('Deployments could not be read')
  await expect(page.getByRole('alert')).toContainText('Failed to parse query [(]')
  await expect(box).toHaveValue('billing (')
})

test('a search that is too long is cut where the box says so; one in the address is left out and said', async ({
  operator,
}) => {
  const { page } = operator
  await operator.signIn('admin')
  const box = page.getByRole('searchbox', { name: 'Search deployments' })
  await box.focus()
  await page.keyboard.insertText('x'.repeat(300))
  await expect(box).toHaveValue('x'.repeat(200))
  await expect(box).toHaveAccessibleDescription('Only the first 200 characters are searched.')
  await expect(page.getByText('No deployment matches')).toBeVisible()
  await operator.expectAccessible()

  await operator.open(`deployments?q=${'x'.repeat(300)}&view=restorable`)
  await expect(page.getByText(/What the address says about q is .* too long/)).toBeVisible()
  await expect(rowOf(page, 'archive-2023')).toBeVisible()
})

test('a panel that the role may not read says so, and the rest of the page is there', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  const forbidden = {
    status: 403,
    body: { errors: [{ code: 'root.unauthorized.rbac', message: 'Your role may not do that.' }] },
    ...ALWAYS,
  }
  await control(simulator, 'POST', '/faults', { operation_id: 'search-deployments', ...forbidden })
  await operator.open('templates/default')
  const about = page.getByRole('definition')
  await expect(about.filter({ hasText: 'could not be read' })).toContainText(
    'Your role may not do that. root.unauthorized.rbac',
  )
  await expect(
    page.getByRole('heading', { level: 2, name: 'What a new deployment gets' }),
  ).toBeVisible()

  await control(simulator, 'POST', '/faults', { operation_id: 'get-version-stacks', ...forbidden })
  await operator.open('stack-versions/8.17.4')
  await expect(page.getByText(/could not be read: Your role may not do that/).first()).toBeVisible()
  await expect(
    page.getByRole('heading', { level: 2, name: 'Images and memory limits' }),
  ).toBeVisible()

  await operator.open('deployments')
  await expect(page.getByRole('alert')).toContainText('Your role may not read this.')
  await control(simulator, 'DELETE', '/faults')
  await control(simulator, 'POST', '/faults', { operation_id: 'get-version-stacks', ...forbidden })
  await operator.open('deployments')
  await page.getByRole('button', { name: 'Version', exact: true }).click()
  await expect(page.getByRole('group', { name: 'Version' })).toContainText(
    'The versions could not be read: Your role may not do that.',
  )
})

test('ids that are none ask ECE nothing and say what to do', async ({ operator }) => {
  const { page } = operator
  await operator.enter('admin')
  const notIds = [
    'deployments/billing-prod',
    'elasticsearch/0123456789ABCDEF0123456789ABCDEF',
    'kibana/0123',
    'templates/a%20b',
    'stack-versions/latest',
  ]
  for (const path of notIds) {
    await operator.open(path)
    await expect(page.getByRole('heading', { level: 1, name: 'Page not found' })).toBeVisible()
    await expect(page.getByText('The id in it is not one that ECE gives.')).toBeVisible()
    await expect(page.getByText('copy it again from where it came')).toBeVisible()
  }
  await operator.open('deployments?dialog=shut-down:billing-prod')
  await expect(page.getByRole('dialog', { name: 'Nothing to confirm' })).toContainText(
    'does not say on which deployment',
  )
})

test('a deployment that somebody deletes while it is on screen stays there, and is said to be gone', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.enter('admin')
  await operator.openDeployment('catalog')
  const id = /deployments\/([0-9a-f]{32})/.exec(page.url())?.[1] ?? ''
  await control(simulator, 'POST', '/world', { forget_deployment: id })
  await refresh(page)
  const alert = page.getByRole('alert')
  await expect(alert).toContainText(
    'ECE does not have this deployment any more; this is the last known',
  )
  await expect(alert).toContainText('deployments.deployment_not_found')
  await expect(page.getByText(/^Not read since/)).toBeVisible()
  await expect(page.getByRole('heading', { level: 1, name: 'catalog' })).toBeVisible()
  await alert.getByRole('link', { name: 'All deployments' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Deployments' })).toBeVisible()
})

for (const path of ['elasticsearch', 'kibana', 'templates', 'stack-versions'] as const) {
  test(`a page of ${path} that cannot be read again keeps what it shows, and says why`, async ({
    operator,
    simulator,
  }) => {
    const { page } = operator
    await operator.enter('admin')
    await operator.open(path)
    await page.getByRole('main').getByRole('table').getByRole('link').first().click()
    await expect(page.getByRole('link', { name: 'JSON', exact: true })).toBeVisible()
    const name = await page.getByRole('heading', { level: 1 }).innerText()
    await control(simulator, 'POST', '/faults', { operation_id: '*', status: 503, ...ALWAYS })
    await refresh(page)
    const alert = page.getByRole('alert')
    await expect(alert).toContainText(/could not be read again; this is the last known/)
    await expect(alert).toContainText('simulator.fault')
    await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible()
    await expect(page.getByRole('link', { name: 'JSON', exact: true })).toBeVisible()
    await operator.expectAccessible()
  })
}

test('a sign-in that ends while somebody reads leaves the rows and the search where they are', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  await operator.signIn('admin')
  await page.getByRole('searchbox', { name: 'Search deployments' }).fill('billing')
  await expect(rowOf(page, 'logging-prod')).toBeHidden()
  await expect(rowOf(page, 'billing-prod')).toBeVisible()
  // ECE's answer, not only the rows that were there before
  await expect(page.getByText(/^\d+ deployments? on ECE$/)).toBeVisible()
  await control(simulator, 'POST', '/tokens/revoke', { user_name: 'admin' })
  await refresh(page)
  const dialog = page.getByRole('dialog', { name: 'Sign in again' })
  await expect(dialog).toContainText('has ended. This page stays as it is and nothing you typed is')
  await expect(
    page.getByRole('link', { name: 'billing-prod', exact: true, includeHidden: true }),
  ).toBeVisible()
  await fillSignIn(page, 'admin', simulator.password)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('searchbox', { name: 'Search deployments' })).toHaveValue('billing')
  await expect(rowOf(page, 'billing-prod')).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('an API key that is revoked while somebody works asks for a new sign-in over the page', async ({
  operator,
  simulator,
}) => {
  const { page } = operator
  const ece = async (method: string, path: string, token = '', body: unknown = {}) => {
    const response = await fetch(`${simulator.url}/api/v1${path}`, {
      method,
      headers: token === '' ? {} : { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
    // as much of ECE's answers as is read below
    return (await response.json()) as { token: string; key: string; id: string }
  }
  const { password } = simulator
  const { token } = await ece('POST', '/users/auth/_login', '', { username: 'manager', password })
  const { key, id } = await ece('POST', '/users/auth/keys', token, { description: 'e2e' })
  await page.goto('/default/deployments')
  await page.getByText('With an API key').click()
  await page.getByLabel('API key', { exact: true }).fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(rowOf(page, 'billing-prod')).toBeVisible()

  await ece('DELETE', `/users/auth/keys/${id}`, token)
  await refresh(page)
  const dialog = page.getByRole('dialog', { name: 'Sign in again' })
  await dialog.getByText('With an API key').click()
  await dialog.getByLabel('API key', { exact: true }).fill(key)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(dialog.getByRole('alert')).toContainText('This API key is not valid')
  await expect(dialog.getByRole('alert')).toContainText('may have been revoked')
  await dialog.getByText('With a password').click()
  await fillSignIn(page, 'manager', password)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(dialog).toBeHidden()
  await expect(rowOf(page, 'billing-prod')).toBeVisible()
})

test('an ECE that goes away, and then the console itself, leave what is on screen and say which of the two it is', async ({
  page,
}) => {
  const simulator = await startSimulator({ fleet: 'small' })
  const server = await startConsole({ eceUrl: simulator.url })
  await page.goto(`${server.url}/default/deployments`)
  await fillSignIn(page, 'admin', simulator.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(rowOf(page, 'billing-prod')).toBeVisible()

  await simulator.stop()
  await refresh(page)
  const alert = page.getByRole('alert')
  await expect(alert).toContainText(`ECE at ${new URL(simulator.url).host} refuses connections`)
  await expect(alert).toContainText("that ECE's control plane is running")
  await expect(rowOf(page, 'billing-prod')).toBeVisible()
  await rowOf(page, 'billing-prod').click()
  await expect(alert).toContainText('The page of this deployment could not be read')
  await page.goBack()
  await expect(rowOf(page, 'billing-prod')).toBeVisible()

  await server.stop()
  await refresh(page)
  await expect(alert).toContainText('The console cannot be reached.')
  await expect(alert).toContainText('that the console is running')
  await expect(rowOf(page, 'billing-prod')).toBeVisible()
})
