// What somebody does past the console, straight at ECE.
import { expect, type Page } from '@playwright/test'
import type { Simulator } from './servers.ts'

export { control, countRequests, expect, test } from './fixtures.ts'

/** Id of the deployment whose page is open. */
export const idOn = (page: Page): string =>
  /deployments\/([0-9a-f]{32})/.exec(page.url())?.[1] ?? ''

/** Restarts `{deployment id}/{kind}/{ref id}` as this user, with a sign-in of their own. */
export async function restartAs(simulator: Simulator, userName: string, resource: string) {
  const login = await fetch(`${simulator.url}/api/v1/users/auth/_login`, {
    method: 'POST',
    body: JSON.stringify({ username: userName, password: simulator.password }),
  })
  // the only member that is read
  const { token } = (await login.json()) as { token: string }
  const started = await fetch(`${simulator.url}/api/v1/deployments/${resource}/_restart`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
  expect(started.status).toBe(202)
}
