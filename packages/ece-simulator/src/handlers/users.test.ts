import { expect, test } from 'vitest'
import { codeOf, pick, signIn, startSimulator } from '../stranger.ts'

test('each of the four users has the role of its name and is told so', async () => {
  const simulator = await startSimulator()
  const roles = {
    admin: 'ece_platform_admin',
    readonly: 'ece_platform_viewer',
    manager: 'ece_deployment_manager',
    viewer: 'ece_deployment_viewer',
  }
  for (const [name, role] of Object.entries(roles)) {
    const me = await (await signIn(simulator, name)).call('GET /user')
    expect(me.body).toMatchObject({
      user_name: name,
      builtin: name === 'admin' || name === 'readonly',
      security: { roles: [role], enabled: true },
    })
  }
})

test('permissions are operationIds, and a role holds what its sentence in the manual says', async () => {
  const simulator = await startSimulator()
  const permissionsOf = async (name: string) =>
    pick((await (await signIn(simulator, name)).call('GET /user')).body, 'security', 'permissions')

  const admin = await permissionsOf('admin')
  expect(admin).toContain('restart-deployment-es-resource')
  expect(admin).toContain('start-allocator-maintenance-mode')

  const readonly = await permissionsOf('readonly')
  expect(readonly).toContain('search-deployments')
  expect(readonly).toContain('get-allocators')
  expect(readonly).not.toContain('shutdown-deployment')
  expect(readonly).not.toContain('create-user')

  const manager = await permissionsOf('manager')
  expect(manager).toContain('shutdown-deployment')
  expect(manager).toContain('get-deployment-template-v2')
  expect(manager).toContain('get-platform')
  expect(manager).not.toContain('set-deployment-template-v2')
  expect(manager).not.toContain('get-allocators')
  expect(manager).not.toContain('get-users')

  const viewer = await permissionsOf('viewer')
  expect(viewer).toContain('get-deployment')
  expect(viewer).toContain('capture-deployment-resource-diagnostics')
  expect(viewer).not.toContain('restart-deployment-es-resource')
  expect(viewer).not.toContain('get-allocators')
})

test('users can be looked up, and one that does not exist is said to be missing', async () => {
  const simulator = await startSimulator()
  const readonly = await signIn(simulator, 'readonly')
  const listed = await readonly.call('GET /users')
  expect(pick(listed.body, 'users')).toHaveLength(4)
  expect(pick((await readonly.call('GET /users/viewer')).body, 'full_name')).toBe('Vera Viewer')
  expect(codeOf(await readonly.call('GET /users/mallory'))).toBe('user.not_found')
})
