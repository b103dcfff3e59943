// What a job's items say in the end, held against ECE's truth, the console's changes and its audit log.
import { type Finding, judge, type Told } from './judge.ts'
import { listOf, type Operator, pick } from './operator.ts'
import type { World } from './world.ts'

export interface Item {
  readonly state: string
  readonly changeId: string
  readonly path: string
}

const PAGE = 500

export async function readItems(operator: Operator, id: string): Promise<readonly Item[]> {
  const items: Item[] = []
  for (;;) {
    const { json } = await operator.get(
      `/bff/jobs/${id}/items?limit=${PAGE}&offset=${items.length}`,
    )
    const page = listOf(json, 'items')
    items.push(...page.map(readItem))
    if (page.length < PAGE) return items
  }
}

const readItem = (item: unknown): Item => ({
  state: String(pick(item, 'state')),
  changeId: textOf(pick(item, 'change_id')),
  path: `/deployments/${String(pick(item, 'params', 'deployment_id'))}/elasticsearch/${String(pick(item, 'params', 'ref_id'))}/_restart`,
})

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

const HAPPENED = new Set(['done', 'running', 'soaking'])
const DID_NOT = new Set(['not_started', 'skipped', 'checking'])
const ENDED = new Set(['done', 'failed', 'skipped', 'unknown'])

export async function judgeJob(world: World, operator: Operator, id: string): Promise<Finding[]> {
  const items = await readItems(operator, id)
  const recorded = await world.recorded(operator)
  const audit = await world.audit(operator)
  const truth = await world.truth()
  // what jobs send is as good as what browsers send: each item with its own key
  const told: Told[] = items
    .filter(({ changeId }) => recorded.some((one) => one.id === changeId))
    .map(({ changeId, path }) => ({ key: changeId, method: 'POST', path, at: 0 }))
  const findings: Finding[] = judge({
    told,
    truth,
    recorded,
    ...(audit === undefined ? {} : { audit }),
  })
  for (const { state, changeId, path } of items) {
    const effects = truth.filter((one) => one.path.includes(path) && one.effect_at !== undefined)
    const rule = 'item and effect'
    if (HAPPENED.has(state) && effects.length === 0) {
      findings.push({ rule, key: changeId, why: `${state} without an effect` })
    }
    if (DID_NOT.has(state) && effects.length > 0) {
      findings.push({ rule, key: changeId, why: `${state} with an effect` })
    }
    if (!ENDED.has(state)) {
      findings.push({ rule: 'every item ends', key: changeId, why: `left in ${state}` })
    }
  }
  if (items.filter(({ state }) => state === 'done').length * 2 < items.length) {
    const why = 'fewer than half of the items were done'
    findings.push({ rule: 'a run that tests something', key: '', why })
  }
  return findings
}
