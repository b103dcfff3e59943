// What a stack version says about upgrades. ECE answers the versions in no order.
import type { StackVersionConfig } from '@ece/api-types'
import { compareVersions } from '../../lib/versions.ts'

/** A version with its number; entries without one cannot be shown or linked and are left out. */
export type Stack = StackVersionConfig & { readonly version: string }

/** Newest first. */
export const listStacks = (stacks: readonly StackVersionConfig[]): Stack[] =>
  stacks
    .filter((stack): stack is Stack => typeof stack.version === 'string' && stack.version !== '')
    .toSorted((a, b) => compareVersions(b.version, a.version))

/** Versions that name this one as a target, newest first. */
export const upgradableFrom = (stacks: readonly StackVersionConfig[], version: string): Stack[] =>
  listStacks(stacks).filter((stack) => (stack.upgradable_to ?? []).includes(version))

/** Targets of this version, newest first. */
export const upgradableTo = (stack: StackVersionConfig): string[] =>
  (stack.upgradable_to ?? []).toSorted((a, b) => compareVersions(b, a))

/** The newest target, for the list: where an upgrade would lead. */
export const newestTarget = (stack: StackVersionConfig): string | undefined =>
  upgradableTo(stack)[0]

export const COMPONENTS = [
  ['elasticsearch', 'Elasticsearch'],
  ['kibana', 'Kibana'],
  ['apm', 'APM and Integrations Server'],
  ['enterprise_search', 'Enterprise Search'],
  ['appsearch', 'App Search'],
] as const
