// A world of its own for a test, with a clock that only the test moves.
import type { Generation } from './context.ts'
import type { Deployment, Resource } from './model.ts'
import { createWorld, type World } from './world.ts'

export interface TestWorld {
  readonly world: World
  /** Seconds. */
  readonly advance: (seconds: number) => void
  /** The deployment with this name, as of now. */
  readonly named: (name: string) => Deployment
}

const START = Date.parse('2026-03-01T12:00:00.000Z')

export function createTestWorld(
  options: {
    fleet?: 'small' | number
    speed?: number
    sentinels?: boolean
    generation?: Generation
  } = {},
): TestWorld {
  let time = START
  const world = createWorld({
    fleet: 'small',
    speed: 1,
    sentinels: false,
    generation: '3.8',
    ...options,
    clock: { now: () => time },
  })
  return {
    world,
    advance(seconds) {
      time += seconds * 1000
    },
    named(name) {
      const found = [...world.deployments.values()].find((deployment) => deployment.name === name)
      if (found === undefined) throw new Error(`There is no deployment ${name}`)
      return found
    },
  }
}

/** The only resource of a kind. */
export function resourceOf({ resources, name }: Deployment, kind: Resource['kind']): Resource {
  const found = resources.find((resource) => resource.kind === kind)
  if (found === undefined) throw new Error(`${name} has no ${kind}`)
  return found
}
