import { operations } from '@ece/api-types'
import { describe, expect, it } from 'vitest'
import { mayRun } from './permissions.ts'

const restart = operations.restartDeploymentEsResource
const user = (roles: string[], permissions: string[] = []) => ({ roles, permissions })

describe('who may', () => {
  it.each([
    ['an admin', user(['ece_platform_admin'])],
    ['a deployment manager', user(['ece_deployment_viewer', 'ece_deployment_manager'])],
    ['somebody whose roles ECE does not tell', user([])],
    ['an admin with a list of permissions', user(['ece_platform_admin'], [restart.id])],
  ])('%s restarts', (_, who) => {
    expect(mayRun(restart, who)).toBeUndefined()
  })

  it.each([
    [
      'a viewer',
      user(['ece_platform_viewer']),
      'Your role ece_platform_viewer may not restart; ece_platform_admin or ece_deployment_manager can.',
    ],
    [
      'somebody with two viewing roles',
      user(['ece_platform_viewer', 'ece_deployment_viewer']),
      'Your roles ece_platform_viewer and ece_deployment_viewer may not restart; ece_platform_admin or ece_deployment_manager can.',
    ],
    [
      'an admin whose permissions lack it',
      user(['ece_platform_admin'], ['get-deployment']),
      'ECE does not list restart-deployment-es-resource among your permissions, so you may not restart; ece_platform_admin or ece_deployment_manager can.',
    ],
    ['nobody', undefined, 'It is not known yet whether you may restart; sign in first.'],
  ])('%s may not', (_, who, reason) => {
    expect(mayRun(restart, who)).toBe(reason)
  })

  it('reads are not held back by a list of permissions', () => {
    expect(mayRun(operations.getDeployment, user(['ece_deployment_viewer'], ['x']))).toBeUndefined()
  })
})
