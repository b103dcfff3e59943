import { control, countRequests, expect, test } from './fixtures.ts'

test('explore unknown', async ({ operator, simulator }) => {
  const { page } = operator
  await operator.signIn('admin')
  await operator.openDeployment('billing-prod')
  await control(simulator, 'POST', '/faults', {
    operation_id: 'restart-deployment-es-resource',
    cut: 'before_status',
  })
  const before = await countRequests(simulator, 'POST', '/_restart')
  await operator.choose(/^Restart Elasticsearch/)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /^Restart \d+ instances?$/ }).click()
  await expect(dialog.getByText(/Unknown/)).toBeVisible()
  console.log(await dialog.innerText())
  await page.screenshot({ path: '/tmp/shots/unknown.png' })
  await dialog.getByRole('button', { name: 'Ask again' }).click()
  await expect(dialog.getByText(/Unknown/)).toBeVisible()
  await page.screenshot({ path: '/tmp/shots/unknown2.png' })
  console.log(await dialog.innerText())
  console.log((await countRequests(simulator, 'POST', '/_restart')) - before)
  await dialog.getByRole('link', { name: /Activity/ }).click()
  await expect(dialog).toBeHidden()
  await page.screenshot({ path: '/tmp/shots/unknown3.png' })
})

test('explore rejected', async ({ operator, simulator }) => {
  const { page } = operator
  await operator.signIn('admin')
  await operator.openDeployment('metrics-prod')
  await control(simulator, 'POST', '/faults', {
    operation_id: 'restart-deployment-es-resource',
    status: 422,
    body: {
      errors: [
        {
          code: 'deployments.deployment_resource_plan_change_error',
          message:
            'There is a plan still pending, cancel that or wait for it to complete before restarting',
        },
      ],
    },
  })
  await operator.choose(/^Restart Elasticsearch/)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /^Restart \d+ instances?$/ }).click()
  await expect(dialog.getByText(/Rejected/)).toBeVisible()
  console.log(await dialog.innerText())
  await page.screenshot({ path: '/tmp/shots/rejected.png' })
})

test('explore html 502', async ({ operator, simulator }) => {
  const { page } = operator
  await operator.signIn('admin')
  await operator.openDeployment('metrics-prod')
  await control(simulator, 'POST', '/faults', {
    operation_id: 'restart-deployment-es-resource',
    status: 502,
    body: '<html>',
    content_type: 'text/html',
    executes: false,
  })
  await operator.choose(/^Restart Elasticsearch/)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /^Restart \d+ instances?$/ }).click()
  await expect(dialog.getByText(/Unknown/)).toBeVisible()
  console.log(await dialog.innerText())
})

test('explore gone in dialog', async ({ operator, simulator }) => {
  const { page } = operator
  await operator.signIn('admin')
  await operator.openDeployment('audit')
  const id = /deployments\/([0-9a-f]{32})/.exec(page.url())?.[1] ?? ''
  await operator.choose(/^Shut down/)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/Type/).fill('cold')
  await control(simulator, 'POST', '/world', { forget_deployment: id })
  await expect(dialog.getByText('Not read since')).toBeVisible()
  console.log(await dialog.innerText())
  await page.screenshot({ path: '/tmp/shots/gone-dialog.png' })
  await dialog.getByRole('button', { name: /Keep/ }).click()
  await page.screenshot({ path: '/tmp/shots/gone.png' })
})
