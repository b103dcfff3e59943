// Plans that wait for others of their deployment.
import type { Deployment, Resource } from './model.ts'

/** Somebody works on it, or will as soon as another resource is done: no second change is taken. */
export const isChanging = (deployment: Deployment, resource: Resource) =>
  resource.pending !== undefined ||
  deployment.followers.some((follower) => follower.resource === resource)

/** They were to follow a plan that failed, so that they never begin, and neither do those behind them. */
export function dropFollowers(deployment: Deployment, failed: Resource): void {
  const dropped = deployment.followers.filter(({ waits_for }) => waits_for.includes(failed))
  if (dropped.length === 0) return
  deployment.followers = deployment.followers.filter((follower) => !dropped.includes(follower))
  for (const { resource } of dropped) dropFollowers(deployment, resource)
}

/** Starts every waiting plan whose turn it is, in the very moment: clients count the gaps (ece-behaviour 8.2). */
export function startFollowers(deployment: Deployment, at: number): void {
  const ready = deployment.followers.find(
    ({ resource, waits_for }) =>
      resource.pending === undefined && waits_for.every((other) => !isChanging(deployment, other)),
  )
  if (ready === undefined) return
  deployment.followers = deployment.followers.filter((follower) => follower !== ready)
  ready.begin(at)
  startFollowers(deployment, at)
}
