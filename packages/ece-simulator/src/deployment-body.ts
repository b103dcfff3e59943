// The members of a create or update body that are not resources.
import type { Generation } from './context.ts'
import { isRecord } from './kinds.ts'
import type { Deployment, Tag } from './model.ts'
import { invalidData } from './refusals.ts'
import type { World } from './world.ts'

const ALIAS = /^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$/

/** An alias is part of host names, so that it is one label and unique. Throws 400. */
export function readAlias(
  world: World,
  alias: unknown,
  own: Deployment | undefined,
): string | undefined {
  if (typeof alias !== 'string' || alias === '') return undefined
  if (!ALIAS.test(alias)) {
    throw invalidData(
      `The alias [${alias}] must consist of lower-case letters, digits and hyphens.`,
      'alias',
    )
  }
  for (const other of world.deployments.values()) {
    if (other !== own && other.alias === alias) {
      throw invalidData(`The alias [${alias}] is used by another deployment.`, 'alias')
    }
  }
  return alias
}

/** `undefined`: the body has none. Throws 400. */
export function readTags(tags: unknown): readonly Tag[] | undefined {
  if (tags === undefined || tags === null) return undefined
  const items: readonly unknown[] = Array.isArray(tags) ? tags : [tags]
  return items.map((item, index): Tag => {
    const { key, value } = isRecord(item) ? item : {}
    if (typeof key !== 'string' || key === '' || typeof value !== 'string') {
      throw invalidData('A tag needs a key and a value, both text.', `metadata.tags[${index}]`)
    }
    return { key, value }
  })
}

/** What the document requires in `settings` since 3.8, whether anybody set it or not. */
const REQUIRED: Readonly<Record<Generation, Readonly<Record<string, unknown>>>> = {
  '3.8': { auto_ops: { status: 'not_connected' } },
  '2.13': {},
}

/** A null member removes what there was, an absent one keeps it (ece-behaviour 4.4). */
export function deploymentSettings(
  generation: Generation,
  before: Readonly<Record<string, unknown>> | undefined,
  given: unknown,
): Readonly<Record<string, unknown>> | undefined {
  if (!isRecord(given)) return before
  const merged = Object.entries({ ...before, ...given }).filter(([, value]) => value !== null)
  return { ...REQUIRED[generation], ...Object.fromEntries(merged) }
}
