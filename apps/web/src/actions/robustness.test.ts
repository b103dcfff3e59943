import fc from 'fast-check'
import { operations } from '@ece/api-types'
import { describe, expect, it } from 'vitest'
import { allInstancesVerbs, instanceVerbs } from './verb-instances.ts'
import { deploymentVerbs, resourceVerbs } from './verbs.ts'
import { type Action, describeOption, initialValues, textToType } from './action.ts'
import { FOLLOWING_NOTHING, followPlans } from './follow-plans.ts'
import { arbitraryOf, findBroken } from '../domain/arbitrary.ts'
import { listAttempts, lastFailedAttempt } from '../domain/attempts.ts'
import { clusters } from '../domain/clusters.ts'
import { deploymentHealth, resourceHealth } from '../domain/health.ts'
import { instanceHealth } from '../domain/instance-health.ts'
import { kibanas } from '../domain/kibanas.ts'
import { changeOf, startedBy } from '../domain/plan-change.ts'
import { failureOf } from '../domain/plan-failure.ts'
import { isChanging } from '../domain/changing.ts'
import { durationOf, seenVersion, stepsOf, stuckOf, usualOf } from '../domain/plan-state.ts'
import {
  listResources,
  nameOfDeployment,
  type Resource,
  templateOf,
  versionOfDeployment,
} from '../domain/resources.ts'
import { DEPLOYMENT_ID, NOW, sample } from '../domain/sample.ts'
import type { AnyDeployment } from '../domain/shapes.ts'
import { describeSnapshot, snapshotOf, snapshotOfDeployment } from '../domain/snapshots.ts'
import * as topology from '../domain/topology.ts'
import { detailOf } from '../domain/verdict.ts'

/** Answers as ECE might send them: each one satisfies the row's schema, which is all that the server checks. */
const whole = arbitraryOf(operations.getDeployment.response) as fc.Arbitrary<AnyDeployment>
// same reason: the arbitrary follows the schema of the row
const hits = arbitraryOf(operations.searchDeployments.response) as fc.Arbitrary<{
  return_count: number
  deployments: AnyDeployment[]
}>

const ADMIN = { roles: ['ece_platform_admin'], permissions: [] }

const ofResource = (resource: Resource, deployment: AnyDeployment) => {
  const instances = topology.instancesOf(resource)
  const attempts = listAttempts(resource)
  const snapshot = snapshotOf(resource, NOW)
  const verdict = resourceHealth(resource, NOW)
  return [
    verdict,
    detailOf(verdict),
    snapshot,
    describeSnapshot(snapshot),
    topology.shapeOf(resource),
    topology.groupByZone(instances).map(({ zone, label }) => [zone, label]),
    topology.summarizeSizes(instances),
    topology.describeInstances(instances),
    instances.map((each) => [
      topology.memoryGauge(each),
      topology.diskGauge(each),
      topology.shortRoles(each),
      instanceHealth(each, false),
      instanceHealth(each, true),
    ]),
    attempts.map((each) => [
      changeOf(each, resource),
      startedBy(each),
      failureOf(each),
      durationOf(each, NOW),
      usualOf(each, resource),
      stuckOf(each, resource, NOW),
      stepsOf(each, NOW).map(({ id, ms, state }) => [id, ms, state]),
    ]),
    failureOf(lastFailedAttempt(resource)),
    resourceVerbs(sendable(deployment), resource, undefined).map(ofAction),
    ofInstances(sendable(deployment), resource),
  ]
}

const ofInstances = (deployment: AnyDeployment, resource: Resource) => {
  const at = { deployment, user: ADMIN, version: '3.8.0' }
  // one is like the other, and there may be many
  const named = topology
    .instancesOf(resource)
    .slice(0, 2)
    .map((each, index) => ({ ...each, instance_name: `instance-${index}` }))
  return [
    ...allInstancesVerbs(at, { ...resource, ref_id: 'main-0' }),
    ...named.flatMap((each) => instanceVerbs(at, { ...resource, ref_id: 'main-0' }, each)),
  ].map(ofAction)
}

/** The same deployment with ids that can be sent, so that its verbs are built. */
const sendable = (deployment: AnyDeployment): AnyDeployment => ({
  ...deployment,
  id: DEPLOYMENT_ID,
  resources: Object.fromEntries(
    Object.entries(deployment.resources).map(([kind, entries]) => [
      kind,
      entries?.map((entry, index) => ({ ...entry, ref_id: `main-${index}` })),
    ]),
  ),
})

const ofAction = (action: Action) => {
  const initial = initialValues(action.options)
  const flipped = Object.fromEntries(
    action.options.map(({ name, initial: value }) => [
      name,
      typeof value === 'boolean' ? !value : value === 'false' ? 'true' : value,
    ]),
  )
  return [
    [action.key, action.label, action.title, action.disabledReason, action.done, action.dismiss],
    textToType(action.target),
    action.target.running,
    action.target.seen,
    [initial, flipped].map((values) => [
      action.describe(values),
      action.button(values),
      action.danger(values),
      action.impact(values, NOW),
      action.toInput(values),
      action.options.map((option) => describeOption(option, values)),
    ]),
  ]
}

const ofDeployment = (deployment: AnyDeployment) => [
  nameOfDeployment(deployment),
  versionOfDeployment(deployment),
  templateOf(deployment),
  seenVersion(deployment),
  isChanging(deployment),
  deploymentHealth(deployment, NOW),
  snapshotOfDeployment(deployment, NOW),
  topology.shapeOfDeployment(deployment),
  listResources(deployment).map((resource) => ofResource(resource, deployment)),
  deploymentVerbs(sendable(deployment), ADMIN, '3.8.0').map(ofAction),
  followPlans(followPlans(FOLLOWING_NOTHING, sample()), { ...deployment, id: DEPLOYMENT_ID }).ended,
  clusters.get({ deployment_id: id, ref_id: ref }, 'x').read(deployment)?.resource.name,
]

const [id, ref] = (() => {
  const row = clusters.locate('0aba9f95326d42ec8558fb66caf00d63')
  const found = row.read({ return_count: 1, deployments: [sample()] })
  if (found === undefined) throw new Error('the sample has a place')
  return [found.deployment_id, found.ref_id] as const
})()

describe('whatever ECE leaves out or invents', () => {
  it('no deployment makes a rule throw or show a hole', () => {
    fc.assert(
      fc.property(whole, (deployment) => {
        expect(findBroken(ofDeployment(deployment))).toEqual([])
      }),
      { numRuns: 80 },
    )
  })

  it('no page of hits does either', () => {
    fc.assert(
      fc.property(hits, (answer) => {
        const lists = [clusters, kibanas].map(({ list }) => list({ q: 'x' }).read(answer))
        expect(
          findBroken([answer.deployments.map(ofDeployment), lists.map((each) => each.next)]),
        ).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('and a hole would be found', () => {
    expect(
      findBroken({ a: [`x ${String(undefined)}`, Number.NaN, '[object Object]'] }),
    ).toHaveLength(3)
  })
})
