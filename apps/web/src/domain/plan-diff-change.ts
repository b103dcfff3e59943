import { toTexts } from './plan-diff-values.ts'

export type Area =
  | 'version'
  | 'tier'
  | 'size'
  | 'zones'
  | 'instance_configuration'
  | 'settings'
  | 'plugins'
  | 'template'
  | 'strategy'
  | 'other'

/** `loses`: nodes, zones, a tier or memory go. `notice`: instances restart, or its effect is not known. */
export type Risk = 'none' | 'notice' | 'loses'

/** One difference between two plans. `before` and `after` are texts for the screen, `undefined` where it is absent. */
export interface PlanChange {
  readonly area: Area
  /** Which thing, in the API's words: `hot_content, zone_count`, `deployment_template.id`. */
  readonly what: string
  readonly before: string | undefined
  readonly after: string | undefined
  readonly risk: Risk
  /** What goes, where `risk` is `loses`: `1 of 3 zones goes`. */
  readonly effect?: string
}

/** A change of any two values. */
export function change(
  area: Area,
  what: string,
  sides: { readonly before: unknown; readonly after: unknown },
  risk: Risk,
  effect?: string,
): PlanChange {
  const [before, after] = toTexts(sides.before, sides.after)
  return { area, what, before, after, risk, ...(effect === undefined ? {} : { effect }) }
}

/** `hot_content, zone_count`; the plan's own members stand alone. */
export const partOf = (owner: string, member: string): string =>
  owner === '' ? member : `${owner}, ${member}`

/** `hot_content, zones: 3 → 2`, for one line of words. */
export function describeChange({ what, before, after }: PlanChange): string {
  if (before === undefined) return `${what}: ${after ?? 'changed'} added`
  return after === undefined ? `${what}: ${before} gone` : `${what}: ${before} → ${after}`
}
