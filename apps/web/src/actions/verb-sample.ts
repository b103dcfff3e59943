// The verbs of the sample deployment, for tests. Nothing but tests imports this.
import { buildRequest } from '@ece/api-types'
import { NOW, sample } from '../domain/sample.ts'
import { type Action, findAction, initialValues, type OptionValues } from './action.ts'
import { deploymentVerbs } from './verbs.ts'

export const admin = { roles: ['ece_platform_admin'], permissions: [] }
export const viewer = { roles: ['ece_platform_viewer'], permissions: [] }
export const manager = { roles: ['ece_deployment_manager'], permissions: [] }

export const verb = (
  key: string,
  deployment = sample(),
  { user = admin, version = '3.8.0' }: { user?: typeof admin; version?: string } = {},
): Action => {
  const found = findAction(deploymentVerbs(deployment, user, version), key)
  if (found === undefined) throw new Error(`no verb ${key}`)
  return found
}
export const values = (action: Action, more: OptionValues = {}) => ({
  ...initialValues(action.options),
  ...more,
})
export const request = (action: Action, more: OptionValues = {}) =>
  buildRequest(action.operation, action.toInput(values(action, more)))
export const impact = (action: Action, more: OptionValues = {}) =>
  Object.fromEntries(
    action
      .impact(values(action, more), NOW)
      .map(({ kind, label, text }) => [label, `${kind}: ${text}`]),
  )
