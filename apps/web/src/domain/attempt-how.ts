// How an attempt was to be applied: the transient part of its plan, in the API's own words. What is not set is left out.
import { formatDuration } from '../lib/dates.ts'
import { groupsOf } from './plan-change.ts'
import type { Plan } from './shapes.ts'

const SECOND = 1000
const FLAGS = [
  'move_only',
  'reallocate_instances',
  'extended_maintenance',
  'override_failsafe',
  'skip_snapshot',
  'skip_data_migration',
] as const

/** `strategy: rolling, zone by zone`, `skip_snapshot`; empty when the plan says nothing. */
export function listWishes(plan: Plan | null | undefined): readonly string[] {
  const { strategy, plan_configuration: control, restore_snapshot: restore } = plan?.transient ?? {}
  const ways = Object.entries(strategy ?? {}).flatMap(([name, options]) => (options ? name : []))
  const groups = groupsOf(plan)
  const moves = ['move_instances', 'move_allocators'] as const
  const timeout = formatDuration((control?.timeout ?? Number.NaN) * SECOND)
  return [
    ...(ways.length === 0 ? [] : [`strategy: ${[...ways, groups].filter(Boolean).join(', ')}`]),
    ...(control?.cluster_reboot ? [`cluster_reboot: ${control.cluster_reboot}`] : []),
    ...FLAGS.filter((name) => control?.[name] === true),
    ...moves.flatMap((name) => {
      const from = (control?.[name] ?? []).flatMap((move) => move.from ?? [])
      return from.length === 0 ? [] : [`${name}: ${from.join(', ')}`]
    }),
    ...(restore ? [`restore_snapshot: ${restore.snapshot_name ?? 'not named'}`] : []),
    ...(timeout === undefined ? [] : [`timeout: ${timeout}`]),
  ]
}
