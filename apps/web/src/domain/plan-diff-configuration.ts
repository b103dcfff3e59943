// What runs on the instances: version, settings, plugins. The same object stands under the kind's name in the plan and in
// each element of the topology.
import { change, partOf, type PlanChange, type Risk } from './plan-diff-change.ts'
import { compareSettings } from './plan-diff-settings.ts'
import { compareValues, fieldsOf, isTree, joinPath, namesOf, toText } from './plan-diff-values.ts'

const SETTINGS = /^user_settings(_override)?_(yaml|json)$|^system_settings$|^node_attributes$/

/** Every difference of one configuration. `owner` names the element it belongs to; empty for the whole plan's. */
export function diffConfiguration(
  kind: string,
  owner: string,
  before: unknown,
  after: unknown,
): readonly PlanChange[] {
  if (!isTree(before) || !isTree(after)) return diffMember(partOf(owner, kind), '', before, after)
  const [old, young] = [fieldsOf(before), fieldsOf(after)]
  return namesOf(old, young).flatMap((name) =>
    diffMember(partOf(owner, name), name, old.get(name), young.get(name)),
  )
}

function diffMember(
  what: string,
  name: string,
  before: unknown,
  after: unknown,
): readonly PlanChange[] {
  const differences = compareValues(before, after)
  if (differences.length === 0) return []
  if (SETTINGS.test(name)) return diffSettings(what, name, before, after)
  const lists = PLUGINS.get(name)?.(before, after)
  if (lists !== undefined) {
    return lists.map(([plugin, sides]) => change('plugins', `${what}: ${plugin}`, sides, 'notice'))
  }
  const area = name === 'version' || name === 'docker_image' ? 'version' : 'other'
  return differences.map(({ path, ...sides }) =>
    change(area, path === '' ? what : joinPath(what, path), sides, 'notice'),
  )
}

function diffSettings(
  what: string,
  name: string,
  before: unknown,
  after: unknown,
): readonly PlanChange[] {
  const settings = compareSettings(name, before, after)
  const changed = (key: string, old: unknown, young: unknown, risk: Risk): PlanChange =>
    change('settings', key === '' ? what : `${what}: ${key}`, { before: old, after: young }, risk)
  if (settings === undefined) {
    return compareValues(before, after).map((each) =>
      changed(each.path, each.before, each.after, 'notice'),
    )
  }
  if (settings.length > 0) {
    return settings.map((each) => changed(each.key, each.before, each.after, 'notice'))
  }
  return [changed('', 'the same keys and values', 'written differently', 'none')]
}

type Sides = { readonly before: unknown; readonly after: unknown }
type Named = readonly [name: string, sides: Sides]

/** Names in no order; `undefined` when there is anything but different names, which is compared as values then. */
function diffNames(before: unknown, after: unknown): readonly Named[] | undefined {
  const [old, young] = [readNames(before), readNames(after)]
  if (old === undefined || young === undefined) return undefined
  return [...new Set([...old, ...young])].flatMap((name): Named[] =>
    old.has(name) === young.has(name)
      ? []
      : [
          [
            name,
            { before: old.has(name) ? 'on' : undefined, after: young.has(name) ? 'on' : undefined },
          ],
        ],
  )
}

function readNames(value: unknown): ReadonlySet<string> | undefined {
  const list: unknown = value ?? []
  if (!Array.isArray(list) || !list.every((each) => typeof each === 'string')) return undefined
  return new Set(list)
}

/** User plugins and bundles: each is known by its name. */
function diffObjects(before: unknown, after: unknown): readonly Named[] | undefined {
  const [old, young] = [readObjects(before), readObjects(after)]
  if (old === undefined || young === undefined) return undefined
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((name): Named[] =>
    compareValues(old.get(name), young.get(name)).map(({ path, ...sides }) => [
      joinPath(name, path),
      sides,
    ]),
  )
}

function readObjects(value: unknown): ReadonlyMap<string, unknown> | undefined {
  const list: unknown = value ?? []
  if (!Array.isArray(list)) return undefined
  const named = list.map((each) => [toText(fieldsOf(each).get('name')), each] as const)
  const byName = new Map(
    named.flatMap(([name, each]) => (name === undefined ? [] : [[name, each]])),
  )
  return byName.size === list.length ? byName : undefined
}

const PLUGINS: ReadonlyMap<
  string,
  (before: unknown, after: unknown) => readonly Named[] | undefined
> = new Map([
  ['enabled_built_in_plugins', diffNames],
  ['user_plugins', diffObjects],
  ['user_bundles', diffObjects],
])
